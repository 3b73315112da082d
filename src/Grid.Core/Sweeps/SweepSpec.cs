using System.Collections.Immutable;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Search;

namespace Grid.Core.Sweeps;

/// <summary>Which way is better.</summary>
public enum Direction
{
    /// <summary>Larger is better.</summary>
    Maximize,

    /// <summary>Smaller is better.</summary>
    Minimize,
}

/// <summary>What the sweep ranks by.</summary>
/// <param name="Metric">A metric that runs report: "val.knn.top1".</param>
/// <param name="Direction">Which way is better.</param>
public sealed record Objective(string Metric, Direction Direction)
{
    /// <summary>
    /// True where <paramref name="value"/> is better than <paramref name="other"/>; NaN is never better.
    /// </summary>
    public bool IsBetter(double value, double other) =>
        Direction == Direction.Maximize ? value > other || (double.IsNaN(other) && !double.IsNaN(value))
            : value < other || (double.IsNaN(other) && !double.IsNaN(value));
}

/// <summary>What a run needs of a device.</summary>
public sealed record ResourceSpec
{
    /// <summary>"any", "cpu" or "cuda".</summary>
    public string Device { get; init; } = "any";

    /// <summary>Slots a run takes.</summary>
    public int Slots { get; init; } = 1;
}

/// <summary>Bounds of a sweep.</summary>
public sealed record LimitSpec
{
    /// <summary>Runs created and not ended at once; waiting ones count.</summary>
    public int Parallel { get; init; } = 16;

    /// <summary>Failures that count which a run may have before it is failed for good.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Hours from the sweep's start after which it is cancelled; null = no bound.</summary>
    public double? Hours { get; init; }
}

/// <summary>When runs checkpoint.</summary>
public sealed record CheckpointSpec
{
    /// <summary>At least this often.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Checkpoints kept while a run goes on, at least 1; a finished run keeps its last.</summary>
    public int Keep { get; init; } = 2;
}

/// <summary>One experiment, checked and complete. Immutable; its hash is its identity.</summary>
public sealed record SweepSpec
{
    /// <summary>Lower-case letters, digits and dashes, at most 64.</summary>
    public required string Name { get; init; }

    /// <summary>Every run's seed and every draw derives from it.</summary>
    public ulong Seed { get; init; }

    /// <summary>Seed of every run instead of a derived one: a run trained again; null in sweep files.</summary>
    public ulong? RunSeed { get; init; }

    /// <summary>What the sweep ranks by.</summary>
    public required Objective Objective { get; init; }

    /// <summary>
    /// The complete base recipe for each method the sweep can reach, by method name: defaults filled in, knobs not
    /// yet applied. One entry unless method.name is a knob.
    /// </summary>
    public required ImmutableSortedDictionary<string, Settings> Bases { get; init; }

    /// <summary>The shared stages of those methods that have some, by method name.</summary>
    public ImmutableSortedDictionary<string, StageChain> Stages { get; init; } =
        ImmutableSortedDictionary.Create<string, StageChain>(StringComparer.Ordinal);

    /// <summary>What varies.</summary>
    public SearchSpace Space { get; init; } = new();

    /// <summary>Seeds per trial, at least 1.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>How trials are drawn.</summary>
    public SamplerSpec Sampler { get; init; } = new(SamplerKind.Grid, null);

    /// <summary>What a run needs.</summary>
    public ResourceSpec Resources { get; init; } = new();

    /// <summary>Bounds.</summary>
    public LimitSpec Limits { get; init; } = new();

    /// <summary>When runs checkpoint.</summary>
    public CheckpointSpec Checkpoint { get; init; } = new();

    /// <summary>
    /// SHA-256 of the resolved spec, lower-case hexadecimal: with the name, the identity of a sweep file.
    /// </summary>
    public required string Hash { get; init; }

    /// <summary>The recipe of a trial: the base of its method with the assignment on top.</summary>
    public Settings RecipeOf(Settings assignment) => Bases[MethodOf(assignment)].Overlay(assignment);

    /// <summary>What runs of a trial need built before they train.</summary>
    public ImmutableArray<ArtifactSpec> ArtifactsOf(Settings assignment) =>
        Stages.TryGetValue(MethodOf(assignment), out var chain)
            ? chain.ArtifactsOf(RecipeOf(assignment), Resources, Checkpoint)
            : [];

    private string MethodOf(Settings assignment) =>
        assignment[RecipeSchema.MethodPath] is Value.Text chosen ? chosen.Content : Bases.Keys.First();
}
