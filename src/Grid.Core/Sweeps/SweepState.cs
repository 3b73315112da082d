using System.Collections.Immutable;
using Grid.Core.Recipes;

namespace Grid.Core.Sweeps;

/// <summary>A trial whose replicas are not all started yet.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Assignment">Its knobs.</param>
/// <param name="NextReplica">From 1.</param>
public sealed record OpenTrial(long Number, Settings Assignment, int NextReplica);

/// <summary>The durable state of a sweep: bounded, whatever the number of its trials.</summary>
public sealed record SweepState
{
    /// <summary>Its id.</summary>
    public required SweepId Id { get; init; }

    /// <summary>What it is.</summary>
    public required SweepSpec Spec { get; init; }

    /// <summary>Where it stands.</summary>
    public SweepPhase Phase { get; init; } = SweepPhase.Running;

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that moves it on, or null.</summary>
    public string? Next { get; init; }

    /// <summary>Where the sampler draws next.</summary>
    public long Position { get; init; }

    /// <summary>Trials drawn.</summary>
    public long Trials { get; init; }

    /// <summary>The trial that still has replicas to start, or null.</summary>
    public OpenTrial? Open { get; init; }

    /// <summary>True once the sampler has nothing left.</summary>
    public bool IsExhausted { get; init; }

    /// <summary>Runs started and not ended.</summary>
    public ImmutableSortedSet<RunId> InFlight { get; init; } = [];

    /// <summary>Runs started.</summary>
    public long Started { get; init; }

    /// <summary>Runs that finished.</summary>
    public long Finished { get; init; }

    /// <summary>Runs that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Runs cancelled.</summary>
    public long Cancelled { get; init; }

    /// <summary>Number of the last pause or resume: its runs tell by it which request came later.</summary>
    public long Request { get; init; }

    /// <summary>Why the first run failed, or null.</summary>
    public string? FirstFailure { get; init; }

    /// <summary>Best run so far.</summary>
    public RunId? BestRun { get; init; }

    /// <summary>Its objective value.</summary>
    public double? BestValue { get; init; }

    /// <summary>Submitted.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>True where nothing will change it any more.</summary>
    public bool HasEnded => Phase is SweepPhase.Finished or SweepPhase.Cancelled;
}
