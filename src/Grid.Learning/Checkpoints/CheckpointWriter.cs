using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Learning.Checkpoints;

/// <summary>
/// Writes checkpoints beside training, at most one at a time: blobs first, the manifest last, so that a manifest only
/// ever points to durable blobs. Used by one training thread.
/// </summary>
/// <param name="blobs">Where to.</param>
public sealed class CheckpointWriter(IBlobStore blobs)
{
    private Task<CheckpointRef>? _writing;

    /// <summary>True while one is being written or waits to be collected.</summary>
    public bool IsBusy => _writing is not null;

    /// <summary>Starts to write; returns at once.</summary>
    /// <exception cref="InvalidOperationException">One is being written already.</exception>
    public void Begin(CheckpointContent content)
    {
        if (IsBusy)
        {
            throw new InvalidOperationException("a checkpoint is being written already");
        }

        var parent = Activity.Current?.Context ?? default;
        _writing = Task.Run(() => Write(content, parent));
    }

    /// <summary>The checkpoint that became durable since the last call, or null.</summary>
    /// <param name="wait">True: waits for the one that is being written.</param>
    /// <exception cref="StoreException">It could not be written.</exception>
    public CheckpointRef? Collect(bool wait = false)
    {
        if (_writing is null || (!wait && !_writing.IsCompleted))
        {
            return null;
        }

        var written = _writing;
        _writing = null;
        return written.GetAwaiter().GetResult();
    }

    private async Task<CheckpointRef> Write(CheckpointContent content, ActivityContext parent)
    {
        using var span = Training.Telemetry.Source.StartActivity("checkpoint.upload", ActivityKind.Internal, parent);
        var parts = new List<CheckpointBlob>();
        foreach (var (role, bytes) in content.Blobs)
        {
            var sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
            var name = CheckpointLayout.BlobName(content.Manifest, sha256);
            // A blob of this name has this content: somebody wrote it before.
            await blobs.PutIfAbsent(name, bytes);
            parts.Add(new CheckpointBlob(role, name, sha256, bytes.Length));
        }

        var manifest = content.Manifest with { Blobs = [.. parts] };
        var text = JsonSerializer.SerializeToUtf8Bytes(manifest, GridJson.Default.CheckpointManifest);
        var manifestName = CheckpointLayout.ManifestName(manifest);
        if (!await blobs.PutIfAbsent(manifestName, text))
        {
            throw new StoreException($"{manifestName} is there already: two processes run one attempt",
                isTransient: false);
        }

        var size = parts.Sum(x => x.Bytes);
        span?.SetTag("grid.checkpoint.bytes", size);
        return new CheckpointRef(manifestName, Convert.ToHexStringLower(SHA256.HashData(text)), manifest.Step, size);
    }
}
