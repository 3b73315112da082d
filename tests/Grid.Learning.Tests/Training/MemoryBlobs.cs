using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Learning.Tests.Training;

/// <summary>Blobs in memory; can be told to fail, and to damage.</summary>
internal sealed class MemoryBlobs : IBlobStore
{
    private readonly ConcurrentDictionary<string, byte[]> _blobs = new();

    public bool Fails { get; set; }

    public IEnumerable<string> Names => _blobs.Keys.Order(StringComparer.Ordinal);

    public byte[] this[string name]
    {
        get => _blobs[name];
        set => _blobs[name] = value;
    }

    public CheckpointManifest ManifestOf(CheckpointRef checkpoint) =>
        JsonSerializer.Deserialize(this[checkpoint.Manifest], GridJson.Default.CheckpointManifest)!;

    public Task<bool> PutIfAbsent(string name, ReadOnlyMemory<byte> content,
        CancellationToken cancellation = default) =>
        Fails ? throw new StoreException("no space left on device", isTransient: true)
            : Task.FromResult(_blobs.TryAdd(name, content.ToArray()));

    public Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryGetValue(name, out var old) && Tag(old) == etag
            && _blobs.TryUpdate(name, content.ToArray(), old));

    public Task<BlobContent?> Read(string name, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryGetValue(name, out var content) ? new BlobContent(content, Tag(content)) : null);

    public Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryGetValue(name, out var content)
            ? new ReadOnlyMemory<byte>(content)[(int)offset..Math.Min(content.Length, (int)offset + count)]
            : (ReadOnlyMemory<byte>?)null);

    public async IAsyncEnumerable<BlobEntry> List(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.Yield();
        foreach (var name in Names.Where(x => x.StartsWith(prefix, StringComparison.Ordinal)))
        {
            yield return new BlobEntry(name, _blobs[name].Length, Tag(_blobs[name]));
        }
    }

    public Task<bool> Delete(string name, CancellationToken cancellation = default) =>
        Task.FromResult(_blobs.TryRemove(name, out _));

    private static string Tag(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
}
