using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;
using Grid.Learning.Costs;

namespace Grid.Cli.Planning;

/// <summary>What a sweep will do, found by drawing its trials.</summary>
internal sealed record SweepPlan
{
    /// <summary>The sweep's name.</summary>
    public required string Name { get; init; }

    /// <summary>Hash of the resolved spec.</summary>
    public required string SpecHash { get; init; }

    /// <summary>What it ranks by.</summary>
    public required Objective Objective { get; init; }

    /// <summary>Trials in all; null where counting them would take too long.</summary>
    public required long? Trials { get; init; }

    /// <summary>Runs of a trial.</summary>
    public required int Replicas { get; init; }

    /// <summary>Runs in all; null where trials are.</summary>
    public required long? Runs { get; init; }

    /// <summary>Training images, after what is held out.</summary>
    public required int Images { get; init; }

    /// <summary>The first trials.</summary>
    public required ImmutableArray<PlannedTrial> First { get; init; }

    /// <summary>Optimiser steps of a run: fewest and most among the trials that were drawn.</summary>
    public required StepRange Steps { get; init; }

    /// <summary>What runs share, each after what it is built from: once each, whatever the number of runs.</summary>
    public ImmutableArray<PlannedStage> Stages { get; init; } = [];

    /// <summary>What a past sweep of this home says about time and disk; null where none is like it.</summary>
    public PlanEstimate? Estimate { get; init; }
}

/// <summary>A shared stage as it will be built.</summary>
/// <param name="Artifact">Its output.</param>
/// <param name="Inputs">What it is built from.</param>
/// <param name="Runs">Runs that need it, among the trials that were drawn.</param>
/// <param name="IsThere">True where this home has it already.</param>
/// <param name="Cost">What building it costs.</param>
internal sealed record PlannedStage(
    ArtifactId Artifact, ImmutableArray<ArtifactId> Inputs, long Runs, bool IsThere, StageCost Cost)
{
    /// <summary>Hours on a GPU that sustains 100 TFLOP/s.</summary>
    public double GpuHours => Compute.GpuHours(Cost.MultiplyAdds);
}

/// <summary>A trial as it will be drawn.</summary>
/// <param name="Trial">Its number.</param>
/// <param name="Assignment">Its knobs.</param>
/// <param name="Steps">Optimiser steps of each of its runs.</param>
/// <param name="MultiplyAdds">Multiplications with addition of each of its runs.</param>
internal sealed record PlannedTrial(long Trial, Settings Assignment, long Steps, double MultiplyAdds)
{
    /// <summary>Hours of each of its runs on a GPU that sustains 100 TFLOP/s.</summary>
    public double GpuHours => Compute.GpuHours(MultiplyAdds);
}

/// <summary>Fewest and most.</summary>
internal sealed record StepRange(long Fewest, long Most);

/// <summary>What the newest finished sweep with such an encoder and method says.</summary>
/// <param name="Like">That sweep.</param>
/// <param name="Seconds">Until the planned sweep ends, on as many slots.</param>
/// <param name="StepsPerSecond">Steps a second of all its slots together.</param>
/// <param name="CheckpointBytes">Of what finished runs keep, all together.</param>
internal sealed record PlanEstimate(string Like, double Seconds, double StepsPerSecond, long CheckpointBytes);
