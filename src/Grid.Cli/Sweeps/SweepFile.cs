using Grid.Cli.Composition;
using Grid.Core;
using Grid.Core.Sweeps;
using Grid.Storage.Yaml;

namespace Grid.Cli.Sweeps;

/// <summary>Sweep files on disk.</summary>
internal static class SweepFile
{
    private const long MaxBytes = 4 << 20;

    /// <summary>The spec in a file, or every fault of it.</summary>
    public static Result<SweepSpec> Read(string path)
    {
        var text = ReadText(path);
        return text.IsValid
            ? SweepYaml.Read(text.Value, RecipeSchemas.All, Environment.GetEnvironmentVariable)
            : Result<SweepSpec>.Invalid(text.Faults);
    }

    /// <summary>A file's text, or why it cannot be read.</summary>
    public static Result<string> ReadText(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > MaxBytes } big
                ? Fault(path, $"has {big.Length} bytes: no sweep file is that long", null)
                : Result<string>.Valid(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Fault(path, "there is no such file", "write one to start from: grid init FILE");
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return Fault(path, Directory.Exists(path) ? "is a folder" : exception.Message, "name a sweep file");
        }
    }

    private static Result<string> Fault(string path, string message, string? hint) =>
        Result<string>.Invalid(new Diagnostic(path, message, hint));
}
