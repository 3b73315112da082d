using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Grid.Cli.Hosting;

/// <summary>Writes log lines to a file, for people who look into what the control process did.</summary>
internal sealed class FileLog(string path) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file = new(path, append: true) { AutoFlush = true };

    public ILogger CreateLogger(string categoryName) =>
        new Logger(this, categoryName[(categoryName.LastIndexOf('.') + 1)..]);

    public void Dispose()
    {
        lock (_gate)
        {
            _file.Dispose();
        }
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            try
            {
                _file.WriteLine(line);
            }
            catch (Exception gone) when (gone is IOException or ObjectDisposedException)
            {
                // A full disk or the end of the process: nothing must fail because its log cannot be written.
            }
        }
    }

    private sealed class Logger(FileLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                var at = DateTime.UtcNow.ToString("O", CultureInfo.InvariantCulture);
                log.Write($"{at} {logLevel} {category}: {formatter(state, exception)} {exception}".TrimEnd());
            }
        }
    }
}
