using Grid.Core;
using Grid.Core.Ports;
using Grid.Storage.Blobs;
using Grid.Storage.Rows;

namespace Grid.Storage.Homes;

/// <summary>
/// The folder that holds a machine's whole state: grid.db, blobs/ and settings.json. One process owns it and may change
/// it; others may read it meanwhile.
/// </summary>
public sealed class Home : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly OwnerLock? _lock;

    private Home(string folder, HomeSettings settings, SqliteStore rows, IBlobStore blobs, OwnerLock? held)
    {
        Folder = folder;
        Settings = settings;
        Rows = rows;
        Blobs = blobs;
        _lock = held;
    }

    /// <summary>Its full path.</summary>
    public string Folder { get; }

    /// <summary>What it remembers about itself.</summary>
    public HomeSettings Settings { get; }

    /// <summary>States, journals, summaries, metrics.</summary>
    public SqliteStore Rows { get; }

    /// <summary>Checkpoints and artifacts.</summary>
    public IBlobStore Blobs { get; }

    /// <summary>Address of its blobs, for device processes to open with <see cref="BlobStores.Open"/>.</summary>
    public string BlobsAddress => AddressOf(Folder, Settings);

    /// <summary>Who owns a home, for a sentence: "process 12 (grid demo)"; null where nobody does.</summary>
    public static string? OwnerOf(string folder) => OwnerLock.FindHolder(Path.GetFullPath(folder));

    /// <summary>Owns a home, created where there is none, until disposed or the process dies.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="command">What the owner does, for the message others get: "grid serve".</param>
    /// <param name="blobs">Address of its blobs, remembered; null = as it was, at first the folder inside.</param>
    /// <returns>The home; a fault where somebody else owns it, or its blobs are elsewhere.</returns>
    /// <exception cref="StoreException">The disk, its permissions or the files failed.</exception>
    public static Result<Home> Own(string folder, string command, string? blobs = null)
    {
        folder = Path.GetFullPath(folder);
        var held = FolderFaults.Guard(folder, () =>
        {
            Directory.CreateDirectory(folder, OwnerOnly);
            return OwnerLock.TryTake(folder, command);
        });
        if (held is null)
        {
            return Fault($"{folder} is owned by {OwnerLock.Holder(folder)}", "end that command, or use another --home");
        }

        try
        {
            var home = Opened(folder, Remember(folder, blobs), SqliteStore.Open, held);
            if (!home.IsValid)
            {
                held.Dispose();
            }

            return home;
        }
        catch (StoreException)
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a home for reading; its owner may go on.</summary>
    /// <returns>The home; a fault where there is none.</returns>
    /// <exception cref="StoreException">The disk, its permissions or the files failed.</exception>
    public static Result<Home> Read(string folder)
    {
        folder = Path.GetFullPath(folder);
        return File.Exists(DatabaseOf(folder))
            ? Opened(folder, HomeSettings.Load(SettingsOf(folder)), SqliteStore.OpenReadOnly, null)
            : Fault($"there is no home at {folder}", "run a sweep first, or name another --home");
    }

    /// <summary>Closes its files and lets others own it.</summary>
    public void Dispose()
    {
        Rows.Dispose();
        _lock?.Dispose();
    }

    private static Result<Home> Opened(
        string folder, Result<HomeSettings> settings, Func<string, SqliteStore> open, OwnerLock? held)
    {
        if (!settings.IsValid)
        {
            return Result<Home>.Invalid(settings.Faults);
        }

        var blobs = BlobStores.Open(AddressOf(folder, settings.Value));
        return blobs.IsValid
            ? Result<Home>.Valid(new(folder, settings.Value, open(DatabaseOf(folder)), blobs.Value, held))
            : Result<Home>.Invalid(blobs.Faults);
    }

    // Checkpoints that sweeps point to lie where the blobs are: a home with a database keeps its address.
    private static Result<HomeSettings> Remember(string folder, string? blobs)
    {
        var settings = HomeSettings.Load(SettingsOf(folder));
        blobs = blobs is null ? null : BlobStores.Absolute(blobs);
        if (!settings.IsValid || blobs is null || blobs == AddressOf(folder, settings.Value))
        {
            return settings;
        }

        if (File.Exists(DatabaseOf(folder)))
        {
            return Result<HomeSettings>.Invalid(new Diagnostic(
                "blobs",
                $"{folder} keeps its blobs elsewhere, see its settings.json",
                "leave out --blobs, or use another --home"));
        }

        if (BlobStores.Open(blobs) is { IsValid: false } bad)
        {
            return Result<HomeSettings>.Invalid(bad.Faults);
        }

        var chosen = new HomeSettings { Blobs = blobs };
        FolderFaults.Guard(folder, () =>
        {
            chosen.Save(SettingsOf(folder));
            return true;
        });
        return Result<HomeSettings>.Valid(chosen);
    }

    private static string AddressOf(string folder, HomeSettings settings) =>
        settings.Blobs ?? Path.Combine(folder, "blobs");

    private static string DatabaseOf(string folder) => Path.Combine(folder, "grid.db");

    private static string SettingsOf(string folder) => Path.Combine(folder, "settings.json");

    private static Result<Home> Fault(string message, string hint) =>
        Result<Home>.Invalid(new Diagnostic("home", message, hint));
}
