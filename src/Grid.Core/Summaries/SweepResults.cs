using System.Collections.Immutable;
using Grid.Core.Recipes;

namespace Grid.Core.Summaries;

/// <summary>A trial's results over its finished replicas.</summary>
public sealed record TrialResult
{
    /// <summary>Trial number.</summary>
    public required long Trial { get; init; }

    /// <summary>Its knobs.</summary>
    public required Settings Assignment { get; init; }

    /// <summary>Finished replicas.</summary>
    public required int Count { get; init; }

    /// <summary>Replicas that failed, by run.</summary>
    public ImmutableArray<RunId> Failed { get; init; } = [];

    /// <summary>Mean objective value; null without a finished replica.</summary>
    public double? Mean { get; init; }

    /// <summary>Sample standard deviation, from two replicas on.</summary>
    public double? StandardDeviation { get; init; }

    /// <summary>Half width of the 95 % t interval of the mean, from three replicas on.</summary>
    public double? Interval95 { get; init; }

    /// <summary>Means of the other final metrics over the finished replicas, by name.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } =
        ImmutableSortedDictionary<string, double>.Empty;
}

/// <summary>A sweep's results, best trial first.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Trials">Best first; trials without a value last.</param>
public sealed record SweepResults(SweepSummary Sweep, ImmutableArray<TrialResult> Trials);
