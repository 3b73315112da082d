using System.Collections.Immutable;
using Grid.Core.Checkpoints;

namespace Grid.Core.Runs;

/// <summary>What the user wants of a run.</summary>
public enum RunIntent
{
    /// <summary>To run.</summary>
    Run,

    /// <summary>To stand still, with a checkpoint.</summary>
    Pause,

    /// <summary>To end without a result.</summary>
    Cancel,
}

/// <summary>The durable state of a run.</summary>
public sealed record RunState
{
    /// <summary>What it is.</summary>
    public required RunSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public RunPhase Phase { get; init; } = RunPhase.Waiting;

    /// <summary>What the user wants; it differs from the phase only while an attempt is being stopped.</summary>
    public RunIntent Intent { get; init; }

    /// <summary>Why it stands there, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do about it, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>The last attempt's number: the fencing token.</summary>
    public AttemptNumber Attempt { get; init; }

    /// <summary>Device of the current or last attempt.</summary>
    public string? Device { get; init; }

    /// <summary>Incarnation of that device that got the attempt.</summary>
    public long Epoch { get; init; }

    /// <summary>Durable checkpoints, oldest first, at most <see cref="Sweeps.CheckpointSpec.Keep"/>.</summary>
    public ImmutableArray<CheckpointRef> Checkpoints { get; init; } = [];

    /// <summary>
    /// Step of the newest checkpoint when the attempt began: progress since then acquits it of an abort.
    /// </summary>
    public long AttemptStartStep { get; init; }

    /// <summary>Failures that counted.</summary>
    public int Failures { get; init; }

    /// <summary>True after an abort without progress: it runs alone until it makes a checkpoint.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>Not granted a slot before this moment: a failed run waits longer each time; null = at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Artifacts it needs that it has not heard of as ready: it asks for no slot before.</summary>
    public ImmutableSortedSet<ArtifactId> Missing { get; init; } = [];

    /// <summary>Why the user cancels it, or null.</summary>
    public string? CancelReason { get; init; }

    /// <summary>Largest <see cref="RunEvent.PauseRequested.Request"/> heard: a smaller one comes too late.</summary>
    public long LastRequest { get; init; }

    /// <summary>Final metrics, once finished.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } =
        ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Value of the sweep's objective; null until finished, and of a run that builds an artifact.</summary>
    public double? ObjectiveValue =>
        Phase == RunPhase.Finished && Spec.ObjectiveMetric is { } metric ? Metrics[metric] : null;

    /// <summary>True where nothing will change it any more.</summary>
    public bool HasEnded => Phase is RunPhase.Finished or RunPhase.Failed or RunPhase.Cancelled;

    /// <summary>The newest durable checkpoint, or null.</summary>
    public CheckpointRef? LastCheckpoint => Checkpoints.IsEmpty ? null : Checkpoints[^1];
}
