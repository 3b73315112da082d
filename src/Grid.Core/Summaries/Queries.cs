using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Core.Summaries;

/// <summary>One page of rows.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">How many rows match in all.</param>
public sealed record Page<T>(ImmutableArray<T> Rows, long Total);

/// <summary>Which sweeps, newest first.</summary>
public sealed record SweepQuery
{
    /// <summary>Only this phase.</summary>
    public SweepPhase? Phase { get; init; }

    /// <summary>Only this file name.</summary>
    public string? Name { get; init; }

    /// <summary>Rows to leave out at the start.</summary>
    public int Skip { get; init; }

    /// <summary>Rows at most.</summary>
    public int Take { get; init; } = 100;
}

/// <summary>What runs are sorted by.</summary>
public enum RunOrder
{
    /// <summary>Trial, then replica.</summary>
    Trial,

    /// <summary>Objective value, best first, runs without one last.</summary>
    Objective,

    /// <summary>Latest change first.</summary>
    Changed,
}

/// <summary>Which runs of a sweep.</summary>
public sealed record RunQuery
{
    /// <summary>The sweep.</summary>
    public required SweepId Sweep { get; init; }

    /// <summary>Only this phase.</summary>
    public RunPhase? Phase { get; init; }

    /// <summary>Only this trial.</summary>
    public long? Trial { get; init; }

    /// <summary>Only where these knobs have these values.</summary>
    public Settings Where { get; init; } = Settings.Empty;

    /// <summary>Only rows changed after this number.</summary>
    public long AfterRevision { get; init; }

    /// <summary>Order of rows.</summary>
    public RunOrder Order { get; init; } = RunOrder.Trial;

    /// <summary>Rows to leave out at the start.</summary>
    public int Skip { get; init; }

    /// <summary>Rows at most.</summary>
    public int Take { get; init; } = 100;
}
