using System.Collections.Immutable;
using Grid.Core.Recipes;

namespace Grid.Core.Checkpoints;

/// <summary>Points at a checkpoint whose manifest and blobs are durable.</summary>
/// <param name="Manifest">Blob name of the manifest.</param>
/// <param name="Sha256">Of the manifest's bytes, lower-case hexadecimal.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Bytes">Size of all blobs together.</param>
public sealed record CheckpointRef(string Manifest, string Sha256, long Step, long Bytes)
{
    /// <summary>Prefix of the names of all blobs of all checkpoints.</summary>
    public const string Root = "checkpoints/";

    /// <summary>Prefix of the names of all blobs of a run's checkpoints.</summary>
    public static string FolderOf(RunId run) => $"{Root}{run}/";
}

/// <summary>One content-addressed blob of a checkpoint.</summary>
/// <param name="Role">What it holds: "state".</param>
/// <param name="Name">Blob name, ends in its SHA-256.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Bytes">Its size.</param>
public sealed record CheckpointBlob(string Role, string Name, string Sha256, long Bytes);

/// <summary>Everything that resume needs, by reference. Written last, points only to durable blobs.</summary>
public sealed record CheckpointManifest
{
    /// <summary>Format number of manifest and blobs; a newer one is refused.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The run that wrote it.</summary>
    public required RunId Run { get; init; }

    /// <summary>The attempt that wrote it.</summary>
    public required AttemptNumber Attempt { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required long Steps { get; init; }

    /// <summary>Hash of the resolved recipe; another recipe's checkpoint is refused.</summary>
    public required string RecipeHash { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was decided at the first attempt because it changes bits: threads, precision.</summary>
    public required Settings Decided { get; init; }

    /// <summary>Versions and processor facts; a mismatch is flagged, because bits may change.</summary>
    public required Settings Environment { get; init; }

    /// <summary>The blobs.</summary>
    public required ImmutableArray<CheckpointBlob> Blobs { get; init; }
}
