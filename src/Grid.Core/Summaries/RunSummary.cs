using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Runs;

namespace Grid.Core.Summaries;

/// <summary>A run as lists and tables show it.</summary>
public sealed record RunSummary
{
    /// <summary>Its id.</summary>
    public required RunId Id { get; init; }

    /// <summary>Its sweep.</summary>
    public required SweepId Sweep { get; init; }

    /// <summary>Trial number, from 1.</summary>
    public required long Trial { get; init; }

    /// <summary>Replica number, from 1.</summary>
    public required int Replica { get; init; }

    /// <summary>The knobs of its trial.</summary>
    public required Settings Assignment { get; init; }

    /// <summary>Where it stands.</summary>
    public required RunPhase Phase { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that moves it on, or null.</summary>
    public string? Next { get; init; }

    /// <summary>Last attempt's number, 0 before the first.</summary>
    public AttemptNumber Attempt { get; init; }

    /// <summary>Failures that counted.</summary>
    public int Failures { get; init; }

    /// <summary>Device of the current or last attempt.</summary>
    public string? Device { get; init; }

    /// <summary>Optimiser steps of the last durable checkpoint.</summary>
    public long CheckpointStep { get; init; }

    /// <summary>Value of the sweep's objective, once finished.</summary>
    public double? ObjectiveValue { get; init; }

    /// <summary>Final metrics by name, once finished.</summary>
    public ImmutableSortedDictionary<string, double> Metrics { get; init; } =
        ImmutableSortedDictionary<string, double>.Empty;

    /// <summary>Created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Ended, or null.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Change number: grows with every write of any summary.</summary>
    public long Revision { get; init; }
}

/// <summary>What a run is doing now: soft, never stored, from its device's reports.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Steps">Steps of the whole run.</param>
/// <param name="ImagesPerSecond">Source images a second, lately.</param>
/// <param name="Stage">"train", "evaluate".</param>
/// <param name="LossNats">Last loss, or null.</param>
/// <param name="KnnTop1">Last validation kNN accuracy, percent, or null.</param>
/// <param name="At">When it was reported.</param>
public sealed record RunProgress(
    RunId Run, long Step, long Steps, double ImagesPerSecond, string Stage, double? LossNats, double? KnnTop1,
    DateTimeOffset At);
