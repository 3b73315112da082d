using System.Globalization;

namespace Grid.Storage.Homes;

/// <summary>Held by the one process that may change a home; the system frees it when the process dies.</summary>
internal sealed class OwnerLock : IDisposable
{
    private readonly FileStream _held;
    private readonly string _note;

    private OwnerLock(FileStream held, string note)
    {
        _held = held;
        _note = note;
    }

    /// <summary>Takes the lock and notes who holds it; null where another process does.</summary>
    public static OwnerLock? TryTake(string folder, string command)
    {
        try
        {
            var held = new FileStream(
                Path.Combine(folder, "owner.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var note = Note(folder);
            var holder = string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} ({command})");
            File.WriteAllText(note, holder);
            return new(held, note);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Who holds the lock, for a sentence; read beside it, since the held file itself cannot be opened.
    /// </summary>
    public static string Holder(string folder) => FindHolder(folder) ?? "another process";

    /// <summary>The same, or null where nobody holds it and nobody died with it.</summary>
    public static string? FindHolder(string folder) =>
        File.Exists(Note(folder)) ? File.ReadAllText(Note(folder)) : null;

    public void Dispose()
    {
        File.Delete(_note);
        _held.Dispose();
    }

    private static string Note(string folder) => Path.Combine(folder, "owner.txt");

    // EWOULDBLOCK, which the runtime reports as a sharing violation.
    private static bool IsTaken(IOException failure) => failure.HResult is 11 or unchecked((int)0x80070020);
}
