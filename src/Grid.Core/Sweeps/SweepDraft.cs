using Grid.Core.Recipes;
using Grid.Core.Search;

namespace Grid.Core.Sweeps;

/// <summary>A sweep as its author wrote it: right in form, not yet checked against what recipes may say.</summary>
public sealed record SweepDraft
{
    /// <summary>The sweep's name, or null where it has none.</summary>
    public string? Name { get; init; }

    /// <summary>Seed of every draw and run.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// What to rank by, or null for the default: kNN accuracy, on the held-out images where there are any.
    /// </summary>
    public Objective? Objective { get; init; }

    /// <summary>What the recipe says, defaults left out.</summary>
    public Settings Recipe { get; init; } = Settings.Empty;

    /// <summary>What varies.</summary>
    public SearchSpace Space { get; init; } = new();

    /// <summary>Seeds per trial.</summary>
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
    /// The complete spec, or every fault of it. Fields are those of the sweep file: "recipe.train.lr".
    /// </summary>
    public Result<SweepSpec> Resolve(RecipeSchema schema) => new SweepCheck(this, schema).Run();
}
