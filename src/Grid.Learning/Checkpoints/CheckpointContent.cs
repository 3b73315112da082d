using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Training;

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

    /// <summary>The manifest of an attempt before its first step; every checkpoint is made from it.</summary>
    /// <param name="order">The attempt.</param>
    /// <param name="steps">Steps of the whole run.</param>
    /// <param name="seed">What its draws derive from.</param>
    /// <param name="decided">What was decided because it changes bits.</param>
    internal static CheckpointManifest Begin(AttemptOrder order, long steps, ulong seed, Settings decided) => new()
    {
        Format = Format,
        Run = order.Run,
        Attempt = order.Attempt,
        Step = 0,
        Steps = steps,
        RecipeHash = order.Recipe.Hash(),
        Seed = seed,
        Decided = decided,
        Environment = Processor.Facts(),
        Blobs = [],
    };

    /// <summary>Blob name of a manifest.</summary>
    public static string ManifestName(CheckpointManifest manifest) =>
        $"{CheckpointRef.FolderOf(manifest.Run)}{manifest.Step:D12}-{manifest.Attempt}.json";

    /// <summary>Blob name of content with this SHA-256.</summary>
    public static string BlobName(CheckpointManifest manifest, string sha256) =>
        $"{CheckpointRef.FolderOf(manifest.Run)}blobs/{sha256}";

    /// <summary>True for names that <see cref="ManifestName"/> gives.</summary>
    public static bool IsManifest(string name) => name.StartsWith(CheckpointRef.Root, StringComparison.Ordinal)
        && name.EndsWith(".json", StringComparison.Ordinal);
}
