using System.Collections.Immutable;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Core.Runs;

/// <summary>What a run is, decided once by its sweep.</summary>
public sealed record RunSpec
{
    /// <summary>Its id.</summary>
    public required RunId Id { get; init; }

    /// <summary>Trial number, from 1.</summary>
    public required long Trial { get; init; }

    /// <summary>Replica number, from 1.</summary>
    public required int Replica { get; init; }

    /// <summary>The knobs of its trial.</summary>
    public required Settings Assignment { get; init; }

    /// <summary>The complete recipe.</summary>
    public required Settings Recipe { get; init; }

    /// <summary>hash(sweep seed, assignment, replica): never the sweep's id or the order of things.</summary>
    public required ulong Seed { get; init; }

    /// <summary>
    /// The metric the sweep ranks by: a run that ends without it has failed. Null where the run builds an artifact.
    /// </summary>
    public string? ObjectiveMetric { get; init; }

    /// <summary>The artifacts it needs before it can have a slot.</summary>
    public ImmutableArray<ArtifactSpec> Artifacts { get; init; } = [];

    /// <summary>The shared stage that it builds; null where it trains an encoder.</summary>
    public StageBuild? Build { get; init; }

    /// <summary>The sweep that asked for the build; null of a run that trains.</summary>
    public SweepId? BuildFor { get; init; }

    /// <summary>What it needs of a device.</summary>
    public ResourceSpec Resources { get; init; } = new();

    /// <summary>When it checkpoints.</summary>
    public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>Failures that count, before it is failed for good.</summary>
    public int MaxFailures { get; init; } = 3;
}
