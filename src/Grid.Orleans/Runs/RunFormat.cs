using Grid.Core.Artifacts;
using Grid.Core.Json;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Orleans.Shells;

namespace Grid.Orleans.Runs;

/// <summary>How a run is stored. Apart from its grain, so that reading it loads none.</summary>
internal static class RunFormat
{
    /// <summary>The one format.</summary>
    public static EnvelopeFormat<RunState, RunEffect> Instance { get; } =
        new("run", 1, GridJson.Default.RunState, GridJson.Default.RunEffect, Pack, Unpack);

    /// <summary>The event as the journal keeps it: the recipe is in the state.</summary>
    public static RunEvent Pack(RunEvent @event) => @event is RunEvent.Created x
        ? x with { Spec = x.Spec with { Recipe = Settings.Empty, Artifacts = [.. x.Spec.Artifacts.Select(Pack)] } }
        : @event;

    private static ArtifactSpec Pack(ArtifactSpec artifact) =>
        artifact with { Recipe = Settings.Empty, Inputs = [] };

    private static RunEffect Pack(RunEffect effect) => effect is RunEffect.StartAttempt x
        ? x with { Order = x.Order with { Recipe = Settings.Empty } }
        : effect;

    private static RunEffect Unpack(RunState state, RunEffect effect) => effect is RunEffect.StartAttempt x
        ? x with { Order = x.Order with { Recipe = state.Spec.Recipe } }
        : effect;
}
