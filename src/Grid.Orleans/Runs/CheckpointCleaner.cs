using System.Collections.Immutable;
using System.Text.Json;
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

    private async Task<IEnumerable<string>> BlobsOf(CheckpointRef checkpoint)
    {
        var manifest = await blobs.Read(checkpoint.Manifest);
        return manifest is null ? [] : JsonSerializer
            .Deserialize(manifest.Content.Span, GridJson.Default.CheckpointManifest)!.Blobs.Select(x => x.Name);
    }
}
