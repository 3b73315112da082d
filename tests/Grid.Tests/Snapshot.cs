using System.Runtime.CompilerServices;

namespace Grid.Tests;

/// <summary>
/// Compares text with the file that a test keeps beside itself under snapshots/. GRID_UPDATE_SNAPSHOTS=1 rewrites the
/// file, but never where CI=true.
/// </summary>
public static class Snapshot
{
    public static void Match(string text, [CallerFilePath] string test = "", [CallerMemberName] string name = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(test)!, "snapshots");
        var file = Path.Combine(folder, $"{Path.GetFileNameWithoutExtension(test)}.{name}.txt");
        var isUpdate = Environment.GetEnvironmentVariable("GRID_UPDATE_SNAPSHOTS") == "1"
            && Environment.GetEnvironmentVariable("CI") != "true";
        if (isUpdate)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(file, text);
        }

        Assert.True(File.Exists(file), $"no snapshot {file}: run once with GRID_UPDATE_SNAPSHOTS=1");
        Assert.Equal(File.ReadAllText(file), text, ignoreLineEndingDifferences: true);
    }
}
