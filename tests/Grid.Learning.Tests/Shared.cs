namespace Grid.Learning.Tests;

/// <summary>Material that is too big for the repository: golden vectors and real images.</summary>
internal static class Shared
{
    /// <summary>A golden set's folder; the test is skipped where it is absent.</summary>
    public static string Golden(string name) => Folder(Path.Combine(Root, "golden", name));

    /// <summary>The folder of CIFAR-10 binary files; the test is skipped where it is absent.</summary>
    public static string Cifar10 => Folder(
        Environment.GetEnvironmentVariable("GRID_DATA") ?? Path.Combine(Root, "data", "cifar10"));

    private static string Root =>
        Environment.GetEnvironmentVariable("GRID_SHARED") ?? Path.Combine(Checkout, "..", "shared");

    private static string Checkout
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Grid.sln")))
            {
                folder = Path.GetDirectoryName(folder)
                    ?? throw new InvalidOperationException("no Grid.sln above " + AppContext.BaseDirectory);
            }

            return folder;
        }
    }

    private static string Folder(string path)
    {
        Assert.SkipUnless(
            Directory.Exists(path), $"no folder '{Path.GetFullPath(path)}'; set GRID_SHARED or GRID_DATA");
        return path;
    }
}
