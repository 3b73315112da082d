using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Grid.Benchmarks;

/// <summary>Tables in docs/results/benchmarks.</summary>
internal static class ResultFile
{
    /// <summary>Prints a table and keeps it.</summary>
    public static void Write(string name, string markdown, [CallerFilePath] string caller = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "..", ".."));
        var folder = Directory.CreateDirectory(Path.Combine(root, "docs", "results", "benchmarks"));
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.md"), markdown);
        Console.WriteLine(markdown);
    }

    /// <summary>What the numbers were measured on.</summary>
    public static string Machine() =>
        $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.OSDescription}";
}
