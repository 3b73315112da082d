using System.Diagnostics;
using Grid.Core.Ports;

namespace Grid.Benchmarks;

/// <summary>For trainers that write no blobs and runs that keep their only checkpoint: nobody asks it.</summary>
internal sealed class NoBlobs : IBlobStore
{
    public Task<bool> PutIfAbsent(
        string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        throw new UnreachableException();

    public Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default) =>
        throw new UnreachableException();

    public Task<BlobContent?> Read(string name, CancellationToken cancellation = default) =>
        throw new UnreachableException();

    public Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default) =>
        throw new UnreachableException();

    public IAsyncEnumerable<BlobEntry> List(string prefix, CancellationToken cancellation = default) =>
        throw new UnreachableException();

    public Task<bool> Delete(string name, CancellationToken cancellation = default) =>
        throw new UnreachableException();
}
