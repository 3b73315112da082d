using System.Globalization;
using Grid.Cli.Terminal;
using Grid.Core.Ports;
using Grid.Learning.Torch;
using Grid.Server.Client;

namespace Grid.Cli.Invocations;

/// <summary>What the user sees where something of ours failed: one line, a hint, and a file with the details.</summary>
internal static class Failures
{
    private const int NoSpace = 28; // ENOSPC

    public static int Tell(Exception exception, Output output, bool verbose)
    {
        var (message, hint) = exception switch
        {
            StoreException x => (x.Message,
                x.Hint ?? (x.IsTransient ? "the same command may succeed later" : "grid doctor")),
            NativesMissingException => (exception.Message, NativesMissingException.Hint),
            IOException { HResult: NoSpace } => (FirstLine(exception.Message), "free some space on that disk"),
            ServerException => (exception.Message, "is it still running? grid sweep list"),
            _ => ($"unexpected {exception.GetType().Name}: {FirstLine(exception.Message)}",
                $"details: {Keep(exception)}"),
        };
        output.Error(message);
        if (verbose)
        {
            output.Talk(exception.ToString());
        }

        output.Hint(hint);
        return ExitCode.Failure;
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    // In the temporary folder: the home may be what failed.
    private static string Keep(Exception exception)
    {
        var stamp = DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var path = Path.Combine(Path.GetTempPath(), $"grid-error-{stamp}-{Environment.ProcessId}.txt");
        try
        {
            File.WriteAllText(path, $"{Environment.CommandLine}\n{exception}\n");
            return path;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            return "run it again with --verbose";
        }
    }
}
