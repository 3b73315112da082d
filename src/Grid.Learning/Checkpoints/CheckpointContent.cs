using System.Collections.Immutable;
using Grid.Core.Checkpoints;

namespace Grid.Learning.Checkpoints;

/// <summary>A checkpoint in memory, ready to be written: nothing in it changes any more.</summary>
/// <param name="Manifest">Everything but the blobs, which writing fills in.</param>
/// <param name="Blobs">Bytes by role: "weights", "state".</param>
public sealed record CheckpointContent(
    CheckpointManifest Manifest, ImmutableArray<(string Role, ReadOnlyMemory<byte> Bytes)> Blobs);

/// <summary>How checkpoints are laid out in a store.</summary>
public static class CheckpointLayout
{
    /// <summary>The format this program writes; it refuses newer ones.</summary>
    public const int Format = 1;

    /// <summary>Prefix of all checkpoints.</summary>
    public const string Root = "checkpoints/";

    /// <summary>Blob name of a manifest.</summary>
    public static string ManifestName(CheckpointManifest manifest) =>
        $"{Root}{manifest.Run}/{manifest.Step:D12}-{manifest.Attempt}.json";

    /// <summary>Blob name of content with this SHA-256.</summary>
    public static string BlobName(CheckpointManifest manifest, string sha256) =>
        $"{Root}{manifest.Run}/blobs/{sha256}";

    /// <summary>True for names that <see cref="ManifestName"/> gives.</summary>
    public static bool IsManifest(string name) => name.StartsWith(Root, StringComparison.Ordinal)
        && name.EndsWith(".json", StringComparison.Ordinal);
}
