using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Learning.Checkpoints;

/// <summary>A checkpoint whose every byte was checked.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Blobs">Bytes by role.</param>
public sealed record LoadedCheckpoint(
    CheckpointManifest Manifest, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Blobs);

/// <summary>A manifest found in a store.</summary>
/// <param name="Name">Its blob name.</param>
/// <param name="Manifest">What it says; null where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
public sealed record ListedCheckpoint(string Name, CheckpointManifest? Manifest, Diagnostic? Fault);

/// <summary>Reads checkpoints and refuses damaged ones, those of newer programs and those of other recipes.</summary>
/// <param name="blobs">Where from.</param>
public sealed class CheckpointReader(IBlobStore blobs)
{
    private const string DamageHint = "a run that needs it goes back to the checkpoint before it, or to its start";

    /// <summary>True where a checkpoint's bytes are at fault, not its format or what it is of.</summary>
    public static bool IsDamage(Diagnostic fault) => fault.Hint == DamageHint;

    /// <summary>All manifests under a prefix, in order of name: by run, then by step.</summary>
    /// <param name="run">Start of a run's id: "sweep/7"; empty for all.</param>
    /// <param name="cancellation">Ends the listing.</param>
    public async IAsyncEnumerable<ListedCheckpoint> List(
        string run = "", [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (var entry in blobs.List(CheckpointRef.Root + run, cancellation))
        {
            if (CheckpointLayout.IsManifest(entry.Name))
            {
                var read = await ReadManifest(entry.Name, null, cancellation);
                yield return read.IsValid
                    ? new ListedCheckpoint(entry.Name, read.Value, null)
                    : new ListedCheckpoint(entry.Name, null, read.Faults[0]);
            }
        }
    }

    /// <summary>Reads every byte of a checkpoint and compares all hashes.</summary>
    /// <param name="manifest">Blob name of its manifest.</param>
    /// <param name="sha256">Hash the manifest must have; null where it is not known.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The checkpoint, or every fault found.</returns>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<Result<LoadedCheckpoint>> Read(
        string manifest, string? sha256 = null, CancellationToken cancellation = default)
    {
        var read = await ReadManifest(manifest, sha256, cancellation);
        if (!read.IsValid)
        {
            return Result<LoadedCheckpoint>.Invalid(read.Faults);
        }

        var contents = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var faults = new List<Diagnostic>();
        foreach (var part in read.Value.Blobs)
        {
            var blob = await blobs.Read(part.Name, cancellation);
            if (blob is null)
            {
                faults.Add(new Diagnostic(part.Name, "is missing from the store", DamageHint));
            }
            else if (HashOf(blob.Content) != part.Sha256)
            {
                faults.Add(new Diagnostic(part.Name, "does not have its SHA-256: it is damaged", DamageHint));
            }
            else
            {
                contents[part.Role] = blob.Content;
            }
        }

        return faults.Count == 0
            ? Result<LoadedCheckpoint>.Valid(new LoadedCheckpoint(read.Value, contents.ToImmutable()))
            : Result<LoadedCheckpoint>.Invalid([.. faults]);
    }

    /// <summary>Reads a checkpoint to resume a recipe from.</summary>
    /// <param name="checkpoint">Which one.</param>
    /// <param name="recipeHash">Hash of the resolved recipe.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<Result<LoadedCheckpoint>> ReadFor(
        CheckpointRef checkpoint, string recipeHash, CancellationToken cancellation = default)
    {
        var read = await Read(checkpoint.Manifest, checkpoint.Sha256, cancellation);
        return !read.IsValid || read.Value.Manifest.RecipeHash == recipeHash
            ? read
            : Result<LoadedCheckpoint>.Invalid(new Diagnostic(checkpoint.Manifest, "is of another recipe: found "
                + $"{read.Value.Manifest.RecipeHash[..12]}, this run has {recipeHash[..12]}",
                "delete the sweep and run it again"));
    }

    private async Task<Result<CheckpointManifest>> ReadManifest(
        string name, string? sha256, CancellationToken cancellation)
    {
        Result<CheckpointManifest> Fault(string message, string hint) =>
            Result<CheckpointManifest>.Invalid(new Diagnostic(name, message, hint));
        var blob = await blobs.Read(name, cancellation);
        if (blob is null)
        {
            return Fault("is missing from the store", DamageHint);
        }

        if (sha256 is not null && HashOf(blob.Content) != sha256)
        {
            return Fault("does not have its SHA-256: it is damaged", DamageHint);
        }

        try
        {
            var manifest = JsonSerializer.Deserialize(blob.Content.Span, GridJson.Default.CheckpointManifest);
            return manifest is null ? Fault("is no checkpoint manifest", DamageHint)
                : manifest.Format > CheckpointLayout.Format
                    ? Fault($"has format {manifest.Format}, this program reads up to {CheckpointLayout.Format}",
                        "use a newer version of grid")
                    : Result<CheckpointManifest>.Valid(manifest);
        }
        catch (JsonException)
        {
            return Fault("is no checkpoint manifest", DamageHint);
        }
    }

    private static string HashOf(ReadOnlyMemory<byte> content) =>
        Convert.ToHexStringLower(SHA256.HashData(content.Span));
}
