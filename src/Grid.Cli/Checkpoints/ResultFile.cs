using Grid.Core;

namespace Grid.Cli.Checkpoints;

/// <summary>Files that commands write for the user.</summary>
internal static class ResultFile
{
    /// <summary>Why a file could not be written there, or null: told before minutes of work.</summary>
    /// <param name="option">The option that names it.</param>
    /// <param name="path">The file.</param>
    public static Diagnostic? Check(string option, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(path) ? new Diagnostic(option, $"'{path}' is a folder", "name a file in it")
            : Directory.Exists(folder) ? null
            : new Diagnostic(option, $"there is no folder '{folder}'", "make it first");
    }
}
