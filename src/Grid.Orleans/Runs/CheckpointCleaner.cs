using System.Collections.Immutable;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Orleans.Runs;

/// <summary>Deletes checkpoints that nothing needs any more.</summary>
public sealed class CheckpointCleaner(IBlobStore blobs)
{
    /// <summary>
    /// Deletes the manifests of <paramref name="drop"/>, then their blobs that no manifest of <paramref name="keep"/>
    /// names. Manifest first: a crash in between leaves blobs without a manifest, never the reverse.
    /// </summary>
    public async Task Discard(ImmutableArray<CheckpointRef> drop, ImmutableArray<CheckpointRef> keep)
    {
        var needed = new HashSet<string>();
        foreach (var kept in keep)
        {
            needed.UnionWith(await BlobsOf(kept));
        }

        foreach (var dropped in drop)
        {
            var names = await BlobsOf(dropped);
            await blobs.Delete(dropped.Manifest);
            foreach (var name in names.Where(x => !needed.Contains(x)))
            {
                await blobs.Delete(name);
            }
        }
    }

    /// <summary>Deletes whatever a run has written, whether its state knows of it or not.</summary>
    public async Task DiscardAll(RunId run)
    {
        var names = new List<string>();
        await foreach (var entry in blobs.List(CheckpointRef.FolderOf(run)))
        {
            names.Add(entry.Name);
        }

        foreach (var name in names)
        {
            await blobs.Delete(name);
        }
    }

    /// <summary>Names of a checkpoint's blobs; none where its manifest is gone or damaged.</summary>
    private async Task<IEnumerable<string>> BlobsOf(CheckpointRef checkpoint)
    {
        try
        {
            return await blobs.Read(checkpoint.Manifest) is { } manifest
                && JsonSerializer.Deserialize(manifest.Content.Span, GridJson.Default.CheckpointManifest) is { } read
                ? read.Blobs.Select(x => x.Name)
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
