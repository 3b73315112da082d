using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Grid.Storage.Blobs;

/// <summary>
/// The calls that the base library lacks: sync of a folder, a link that never overwrites, a lock that waits.
/// </summary>
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int ReadWriteCreateCloseOnExec = 0x2 | 0x40 | 0x80000;
    private const int OwnerReadsAndWrites = 0x180;
    private const int Exclusive = 2;
    private const int Interrupted = 4;
    private const int Exists = 17;

    /// <summary>Makes the entries of a folder durable.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static void SyncFolder(string path)
    {
        using var folder = Opened(path, ReadOnly);
        Check(Sync(folder), path);
    }

    /// <summary>Gives a file a second name; false where that name is taken.</summary>
    /// <exception cref="IOException">It failed otherwise.</exception>
    public static bool TryLink(string existing, string added)
    {
        if (Link(existing, added) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == Exists ? false : throw Failure(added);
    }

    /// <summary>Waits for the lock of a file among all processes and threads; disposing the handle frees it.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static SafeFileHandle Lock(string path)
    {
        var file = Opened(path, ReadWriteCreateCloseOnExec);
        while (Flock(file, Exclusive) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted)
            {
                file.Dispose();
                throw Failure(path);
            }
        }

        return file;
    }

    private static SafeFileHandle Opened(string path, int flags)
    {
        var file = Open(path, flags, OwnerReadsAndWrites);
        return file.IsInvalid ? throw Failure(path) : file;
    }

    private static void Check(int result, string path)
    {
        if (result != 0)
        {
            throw Failure(path);
        }
    }

    private static IOException Failure(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{Marshal.GetPInvokeErrorMessage(error)}: '{path}'", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string existing, string added);
}
