using Grid.Core.Ports;

namespace Grid.Storage.Blobs;

/// <summary>Says in plain words why a folder could not be worked on.</summary>
internal static class FolderFaults
{
    private const int NoSpace = 28;
    private const int NoQuota = 122;

    /// <summary>Runs work on files.</summary>
    /// <exception cref="StoreException">The disk or its permissions failed.</exception>
    public static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (IOException e) when (e.HResult is NoSpace or NoQuota)
        {
            throw new StoreException($"no space left to write {path}", true, e)
            {
                Hint = "free some space on that disk; what was there before is untouched",
            };
        }
        catch (IOException e)
        {
            throw new StoreException($"{path}: {e.Message}", true, e) { Hint = "check the disk and the folder" };
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreException($"{path} may not be read or written: {e.Message}", false, e)
            {
                Hint = "check who owns the folder and its permissions",
            };
        }
    }
}
