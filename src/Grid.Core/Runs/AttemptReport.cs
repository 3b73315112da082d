using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;

namespace Grid.Core.Runs;

/// <summary>What a device tells a run of its attempt since the last report: one batch, in order.</summary>
public sealed record AttemptReport
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The fencing token.</summary>
    public required AttemptNumber Attempt { get; init; }

    /// <summary>Where the attempt is, or null where it has not said anything new.</summary>
    public AttemptProgress? Progress { get; init; }

    /// <summary>New metric points.</summary>
    public ImmutableArray<MetricSeries> Metrics { get; init; } = [];

    /// <summary>New lines of the run's log.</summary>
    public ImmutableArray<LogLine> Log { get; init; } = [];

    /// <summary>Checkpoints made durable, oldest first.</summary>
    public ImmutableArray<CheckpointRef> Checkpoints { get; init; } = [];

    /// <summary>How the attempt ended, in its last report.</summary>
    public AttemptEnd? End { get; init; }
}

/// <summary>What a run answers to a report.</summary>
public enum ReportAnswer
{
    /// <summary>Everything in it is durable.</summary>
    Accepted,

    /// <summary>The attempt is not the run's current one: nothing was taken, and it is to stop.</summary>
    Stale,
}
