using System.Collections.Immutable;

namespace Grid.Core.Artifacts;

/// <summary>Where an artifact stands.</summary>
public enum ArtifactPhase
{
    /// <summary>A run builds it, or waits to.</summary>
    Building,

    /// <summary>Nobody waits for it any more: its build is paused.</summary>
    Paused,

    /// <summary>It is there.</summary>
    Ready,

    /// <summary>Its build failed.</summary>
    Failed,

    /// <summary>It was deleted; who needs it again has it built again.</summary>
    Deleted,
}

/// <summary>The durable state of an artifact.</summary>
public sealed record ArtifactState
{
    /// <summary>What it is.</summary>
    public required ArtifactSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public ArtifactPhase Phase { get; init; }

    /// <summary>Why it stands there, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>Number of the last build, from 1.</summary>
    public long Build { get; init; }

    /// <summary>Runs that wait for it, to train or to build, and the sweep that each is for.</summary>
    public ImmutableSortedDictionary<RunId, SweepId> Waiting { get; init; } =
        ImmutableSortedDictionary<RunId, SweepId>.Empty;

    /// <summary>Sweeps and artifacts whose runs asked for it.</summary>
    public ImmutableSortedSet<SweepId> Users { get; init; } = [];

    /// <summary>Sweeps that the last build was for, once it failed.</summary>
    public ImmutableSortedSet<SweepId> Disappointed { get; init; } = [];

    /// <summary>Number of the last pause or resume of a build.</summary>
    public long Request { get; init; }

    /// <summary>Size of its blob; 0 until it is there.</summary>
    public long Bytes { get; init; }

    /// <summary>First asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last build ended, or null.</summary>
    public DateTimeOffset? BuiltAt { get; init; }

    /// <summary>The run of the last build.</summary>
    public RunId BuildRun => RunId.Of(Spec.Id.AsOwner, Build, 1);
}
