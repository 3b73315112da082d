using Grid.Cli.Terminal;
using Grid.Core.Ports;

namespace Grid.Cli.Doctor;

/// <summary>Looks at the home and the disk it stands on.</summary>
internal static class HomeFindings
{
    private const double MinFreeBytes = 2e9;

    public static IEnumerable<Finding> All(string home) => [Home(home), Store(home), Disk(home)];

    private static Finding Home(string home)
    {
        if (!Directory.Exists(home))
        {
            return new("home", Health.Absent, $"{home} is not there yet: the first sweep makes it");
        }

        var owner = Storage.Homes.Home.OwnerOf(home);
        return new("home", Health.Good, owner is null ? $"{home}, nobody works on it" : $"{home}, {owner} works on it");
    }

    private static Finding Store(string home)
    {
        var version = new Microsoft.Data.Sqlite.SqliteConnection().ServerVersion;
        try
        {
            var read = Storage.Homes.Home.Read(home);
            using var opened = read.Value;
            return opened is null
                ? new("store", Health.Absent, $"SQLite {version}; {read.Faults[0].Message}")
                : new("store", Health.Good, $"SQLite {version} reads it; checkpoints in {opened.BlobsAddress}");
        }
        catch (StoreException exception)
        {
            return new("store", Health.Bad, exception.Message, "restore the home from a copy, or use another --home");
        }
    }

    private static Finding Disk(string home)
    {
        var folder = new DirectoryInfo(home);
        while (!folder.Exists && folder.Parent is { } parent)
        {
            folder = parent;
        }

        var free = new DriveInfo(folder.FullName).AvailableFreeSpace;
        return free >= MinFreeBytes
            ? new("disk", Health.Good, $"{Words.Bytes(free)} free where the home is")
            : new("disk", Health.Warning, $"only {Words.Bytes(free)} free where the home is",
                "make room, or put the home elsewhere: --home DIR");
    }
}
