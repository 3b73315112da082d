using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Grid.Core.Ports;

namespace Grid.Cluster.Tests;

/// <summary>Blobs in memory.</summary>
public sealed class MemoryBlobs : IBlobStore
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = [];

    public IEnumerable<string> Names => _blobs.Keys.Order(StringComparer.Ordinal);

    public Task<bool> PutIfAbsent(
        string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryAdd(name, content.ToArray()));

    public Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default) =>
        throw new NotSupportedException("nothing under test replaces a blob");

    public Task<BlobContent?> Read(string name, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryGetValue(name, out var content) ? new BlobContent(content, "1") : null);

    public Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default) =>
        throw new NotSupportedException("nothing under test reads a part of a blob");

    public async IAsyncEnumerable<BlobEntry> List(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        foreach (var name in Names.Where(x => x.StartsWith(prefix, StringComparison.Ordinal)))
        {
            await Task.Yield();
            yield return new(name, _blobs[name].Length, "1");
        }
    }

    public Task<bool> Delete(string name, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryRemove(name, out _));
}
