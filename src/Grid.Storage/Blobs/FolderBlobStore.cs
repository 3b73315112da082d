using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Grid.Core.Ports;
using Microsoft.Win32.SafeHandles;

namespace Grid.Storage.Blobs;

/// <summary>
/// Blobs as files of a folder, for any number of threads and processes of one machine. A blob is written and synced
/// under a temporary name, then linked or renamed to its own, and the folder is synced. A name cannot be both a blob
/// and
/// the folder of others.
/// </summary>
public sealed class FolderBlobStore : IBlobStore
{
    private const int LockCount = 64;
    private static readonly TimeSpan TemporaryAge = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly string _temporary;
    private readonly string _locks;
    private readonly ConcurrentDictionary<string, bool> _durableFolders = new(StringComparer.Ordinal);

    /// <summary>Opens a folder, creates it where there is none, and sweeps what crashed writers left.</summary>
    /// <param name="root">The folder.</param>
    /// <exception cref="StoreException">It cannot be created or written.</exception>
    public FolderBlobStore(string root)
    {
        // Names of blobs never start with a dot, so these two are never listed.
        _root = Path.GetFullPath(root);
        _temporary = Path.Combine(_root, ".temporary");
        _locks = Path.Combine(_root, ".locks");
        FolderFaults.Guard(_root, () =>
        {
            Directory.CreateDirectory(_temporary);
            Directory.CreateDirectory(_locks);
            foreach (var file in new DirectoryInfo(_temporary).GetFiles())
            {
                if (DateTime.UtcNow - file.LastWriteTimeUtc > TemporaryAge)
                {
                    file.Delete();
                }
            }

            return true;
        });
    }

    /// <inheritdoc/>
    public Task<bool> PutIfAbsent(
        string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        Work(name, path =>
        {
            if (Directory.Exists(path))
            {
                throw new StoreException($"'{name}' is the folder of other blobs", false);
            }

            var temporary = WriteTemporary(content.Span);
            try
            {
                // Also where the blob is there already: whoever is told so may point to it, so it must be durable.
                var folder = DurableFolder(path);
                var put = Posix.TryLink(temporary, path);
                Posix.SyncFolder(folder);
                return put;
            }
            finally
            {
                File.Delete(temporary);
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default) =>
        Work(name, path =>
        {
            var temporary = WriteTemporary(content.Span);
            try
            {
                using var taken = Lock(name);
                var current = new FileInfo(path);
                if (!current.Exists || Tag(current.LastWriteTimeUtc, current.Length) != etag)
                {
                    return false;
                }

                // The clock may stand still between two replaces; the tag may not.
                var now = DateTime.UtcNow;
                var after = current.LastWriteTimeUtc.AddTicks(1);
                File.SetLastWriteTimeUtc(temporary, now > after ? now : after);
                File.Move(temporary, path, overwrite: true);
                Posix.SyncFolder(Path.GetDirectoryName(path)!);
                return true;
            }
            finally
            {
                File.Delete(temporary);
            }
        }, cancellation);

    /// <inheritdoc/>
    public Task<BlobContent?> Read(string name, CancellationToken cancellation = default) =>
        Work(name, path =>
        {
            using var file = TryOpen(path);
            if (file is null)
            {
                return null;
            }

            var content = ReadAt(file, 0, RandomAccess.GetLength(file));
            return new BlobContent(content, Tag(File.GetLastWriteTimeUtc(file), content.Length));
        }, cancellation);

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Work<ReadOnlyMemory<byte>?>(name, path =>
        {
            using var file = TryOpen(path);
            if (file is null)
            {
                return null;
            }

            return ReadAt(file, offset, Math.Clamp(RandomAccess.GetLength(file) - offset, 0, count));
        }, cancellation);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobEntry> List(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var entries = Task.Run(() => FolderFaults.Guard(_root, () => Entries(prefix)), cancellation);
        foreach (var entry in await entries.ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public Task<bool> Delete(string name, CancellationToken cancellation = default) =>
        Work(name, path =>
        {
            using var taken = Lock(name);
            if (!File.Exists(path))
            {
                return false;
            }

            File.Delete(path);
            Posix.SyncFolder(Path.GetDirectoryName(path)!);
            return true;
        }, cancellation);

    private Task<T> Work<T>(string name, Func<string, T> work, CancellationToken cancellation)
    {
        BlobName.Require(name);
        var path = Path.Combine(_root, name);
        return Task.Run(() => FolderFaults.Guard(path, () => work(path)), cancellation);
    }

    private string WriteTemporary(ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_temporary, Guid.NewGuid().ToString("N"));
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            RandomAccess.Write(file, content, 0);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
            RandomAccess.FlushToDisk(file);
            return path;
        }
        catch (IOException)
        {
            File.Delete(path);
            throw;
        }
    }

    // Folders are made durable up to the root the first time this process writes into them.
    private string DurableFolder(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!_durableFolders.ContainsKey(folder))
        {
            Directory.CreateDirectory(folder);
            for (var above = folder; above.Length > _root.Length; above = Path.GetDirectoryName(above)!)
            {
                Posix.SyncFolder(Path.GetDirectoryName(above)!);
            }

            _durableFolders[folder] = true;
        }

        return folder;
    }

    // Names share a few locks, so that locks need not be cleaned up.
    private SafeFileHandle Lock(string name)
    {
        var checksum = default(Crc32C);
        checksum.Add(Encoding.UTF8.GetBytes(name));
        var number = checksum.Value % LockCount;
        return Posix.Lock(Path.Combine(_locks, number.ToString(CultureInfo.InvariantCulture)));
    }

    private IEnumerable<BlobEntry> Entries(string prefix)
    {
        var slash = prefix.LastIndexOf('/');
        var folder = new DirectoryInfo(slash < 0 ? _root : Path.Combine(_root, prefix[..slash]));
        if (!folder.Exists || Path.GetRelativePath(_root, folder.FullName).StartsWith("..", StringComparison.Ordinal))
        {
            return [];
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden };
        return
        [
            .. folder.EnumerateFiles("*", options)
                .Select(x => (Name: Path.GetRelativePath(_root, x.FullName), File: x))
                .Where(x => x.Name.StartsWith(prefix, StringComparison.Ordinal) && x.File.Exists)
                .OrderBy(x => x.Name, StringComparer.Ordinal)
                .Select(x => new BlobEntry(x.Name, x.File.Length, Tag(x.File.LastWriteTimeUtc, x.File.Length))),
        ];
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            return null;
        }
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, long count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < bytes.Length;)
        {
            var read = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw new EndOfStreamException("the file became shorter while it was read");
        }

        return bytes;
    }

    private static string Tag(DateTime writtenAt, long length) =>
        string.Create(CultureInfo.InvariantCulture, $"{writtenAt.Ticks:x}-{length:x}");
}
