using Grid.Core.Sweeps;

namespace Grid.Core.Summaries;

/// <summary>A sweep as lists and tables show it.</summary>
public sealed record SweepSummary
{
    /// <summary>Its id.</summary>
    public required SweepId Id { get; init; }

    /// <summary>Its file's name.</summary>
    public required string Name { get; init; }

    /// <summary>Hash of its resolved spec.</summary>
    public required string SpecHash { get; init; }

    /// <summary>Where it stands.</summary>
    public required SweepPhase Phase { get; init; }

    /// <summary>Why it stands there, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that moves it on, or null.</summary>
    public string? Next { get; init; }

    /// <summary>What it ranks by.</summary>
    public required Objective Objective { get; init; }

    /// <summary>Runs it will have in all; null where a sampler does not know.</summary>
    public long? PlannedRuns { get; init; }

    /// <summary>Runs created so far.</summary>
    public long StartedRuns { get; init; }

    /// <summary>Runs that finished.</summary>
    public long FinishedRuns { get; init; }

    /// <summary>Runs that failed for good.</summary>
    public long FailedRuns { get; init; }

    /// <summary>Runs cancelled.</summary>
    public long CancelledRuns { get; init; }

    /// <summary>Best run so far.</summary>
    public RunId? BestRun { get; init; }

    /// <summary>Its objective value.</summary>
    public double? BestValue { get; init; }

    /// <summary>Submitted.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Change number: grows with every write of any summary.</summary>
    public long Revision { get; init; }
}
