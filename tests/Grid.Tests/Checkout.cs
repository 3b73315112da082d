namespace Grid.Tests;

/// <summary>The folder that holds Grid.sln, and what is in it.</summary>
public static class Checkout
{
    private static readonly string[] Skipped = ["artifacts", "bin", "obj", "node_modules", "dist", "TestResults"];

    public static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    /// <summary>All text files that belong to the project, by pattern.</summary>
    public static IEnumerable<FileInfo> Files(string pattern) => Files(new DirectoryInfo(Root), pattern);

    public static string NameOf(FileInfo file) => Path.GetRelativePath(Root, file.FullName);

    private static IEnumerable<FileInfo> Files(DirectoryInfo folder, string pattern) => folder.EnumerateFiles(pattern)
        .Concat(folder.EnumerateDirectories()
            .Where(x => !x.Name.StartsWith('.') && !Skipped.Contains(x.Name))
            .SelectMany(x => Files(x, pattern)));

    private static string FindRoot(DirectoryInfo? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Grid.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("no Grid.sln above the test program");
    }
}
