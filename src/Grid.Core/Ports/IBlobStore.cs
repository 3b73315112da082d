namespace Grid.Core.Ports;

/// <summary>A blob and the tag that a conditional replace needs.</summary>
/// <param name="Name">Slash-separated name.</param>
/// <param name="Bytes">Size.</param>
/// <param name="ETag">Changes with every replace.</param>
public sealed record BlobEntry(string Name, long Bytes, string ETag);

/// <summary>A blob's content and tag.</summary>
/// <param name="Content">All its bytes.</param>
/// <param name="ETag">Its tag when it was read.</param>
public sealed record BlobContent(ReadOnlyMemory<byte> Content, string ETag);

/// <summary>
/// Named immutable or conditionally replaced blobs. Every write is atomic and durable when its task completes: a
/// crash leaves the old content or the new, never part of one. Names are slash-separated, without "." or ".." parts.
/// Failures of the store surface as <see cref="StoreException"/>.
/// </summary>
public interface IBlobStore
{
    /// <summary>Writes a blob that must not exist yet; false where it does (its content is left alone).</summary>
    Task<bool> PutIfAbsent(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>
    /// Replaces a blob if its tag is still <paramref name="etag"/>; false where it is not, or the blob is gone.
    /// </summary>
    Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default);

    /// <summary>Reads a whole blob; null where there is none.</summary>
    Task<BlobContent?> Read(string name, CancellationToken cancellation = default);

    /// <summary>Reads part of a blob; shorter at its end; null where there is none.</summary>
    Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default);

    /// <summary>Lists the blobs whose name starts with a prefix, in ordinal order.</summary>
    IAsyncEnumerable<BlobEntry> List(string prefix, CancellationToken cancellation = default);

    /// <summary>Deletes a blob; false where there was none.</summary>
    Task<bool> Delete(string name, CancellationToken cancellation = default);
}

/// <summary>A store failed: disk full, network, service.</summary>
public sealed class StoreException : Exception
{
    /// <summary>Why, and whether trying again may help.</summary>
    public StoreException(string message, bool isTransient, Exception? inner = null) : base(message, inner) =>
        IsTransient = isTransient;

    /// <summary>True where the same call may succeed later.</summary>
    public bool IsTransient { get; }

    /// <summary>What the user can do about it, or null.</summary>
    public string? Hint { get; init; }
}

/// <summary>A row was not at the version that the writer had read: somebody else wrote it.</summary>
public sealed class VersionConflictException(string kind, string key)
    : Exception($"{kind} {key} was written by another activation");
