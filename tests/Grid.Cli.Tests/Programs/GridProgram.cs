using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Grid.Cli.Tests.Programs;

/// <summary>What a call of the real program gave.</summary>
public sealed record Answer(int Code, string Data, string Talk);

/// <summary>The real program, in a folder of its own.</summary>
public sealed class GridProgram : IDisposable
{
    private static readonly TimeSpan MaxRun = TimeSpan.FromMinutes(3);
    private static readonly string Binary = Path.Combine(AppContext.BaseDirectory, "grid");

    private readonly List<Process> _started = [];
    private readonly string _binary;

    /// <summary>The program beside the tests, or another.</summary>
    public GridProgram(string? binary = null) =>
        (_binary, Folder) = (binary ?? Binary, Directory.CreateTempSubdirectory("grid-cli-").FullName);

    public string Folder { get; }

    public string Home => Path.Combine(Folder, ".grid");

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(Folder, name), text);
        return name;
    }

    /// <summary>Runs it to its end.</summary>
    public async Task<Answer> Run(params string[] arguments)
    {
        var process = Start(arguments);
        return await End(process);
    }

    /// <summary>Starts it.</summary>
    public Running Start(params string[] arguments)
    {
        // A script that runs in the background hands an ignored SIGINT down: the program gets the default again.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", _binary, .. arguments])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("GRID_DATA");
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _started.Add(process);
        return new(process);
    }

    /// <summary>Added to the environment of the program.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Waits for the end of a started program.</summary>
    public static async Task<Answer> End(Running running)
    {
        await running.Process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(MaxRun);
        return new(running.Process.ExitCode, await running.Data, running.TalkSoFar + await running.RestOfTalk());
    }

    /// <summary>Sends a signal: "INT", "TERM", "KILL".</summary>
    public static void Signal(Running running, string name)
    {
        using var kill = Process.Start("/bin/kill", [$"-{name}", running.Process.Id.ToString(
            CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit();
            }

            process.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>A program that runs.</summary>
    public sealed class Running(Process process)
    {
        private readonly StringBuilder _talk = new();

        public Process Process { get; } = process;

        public Task<string> Data { get; } = process.StandardOutput.ReadToEndAsync();

        public string TalkSoFar => _talk.ToString();

        /// <summary>Reads what it says until a line holds a text.</summary>
        public async Task<string> Said(string text)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(MaxRun);
            try
            {
                while (await Process.StandardError.ReadLineAsync(patience.Token) is { } line)
                {
                    _talk.AppendLine(line);
                    if (line.Contains(text, StringComparison.Ordinal))
                    {
                        return line;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"it never said '{text}': {_talk}");
            }

            throw new InvalidOperationException($"it ended without saying '{text}': {_talk}");
        }

        public Task<string> RestOfTalk() => Process.StandardError.ReadToEndAsync();
    }
}
