using Grid.Core.Artifacts;
using Grid.Core.Json;
using Grid.Core.Recipes;
using Grid.Orleans.Shells;

namespace Grid.Orleans.Artifacts;

/// <summary>How an artifact is stored. Apart from its grain, so that reading it loads none.</summary>
internal static class ArtifactFormat
{
    /// <summary>The one format.</summary>
    public static EnvelopeFormat<ArtifactState, ArtifactEffect> Instance { get; } =
        new("artifact", 1, GridJson.Default.ArtifactState, GridJson.Default.ArtifactEffect, Pack, Unpack);

    /// <summary>The event as the journal keeps it: what the artifact is made of is in the state.</summary>
    public static ArtifactEvent Pack(ArtifactEvent @event) => @event is ArtifactEvent.Requested x
        ? x with { Spec = x.Spec with { Recipe = Settings.Empty, Inputs = [] } }
        : @event;

    private static ArtifactEffect Pack(ArtifactEffect effect) => effect is ArtifactEffect.StartBuild x
        ? new ArtifactEffect.StartBuild(x.Spec with { Recipe = Settings.Empty, Artifacts = [] })
        : effect;

    private static ArtifactEffect Unpack(ArtifactState state, ArtifactEffect effect) =>
        effect is ArtifactEffect.StartBuild x
            ? new ArtifactEffect.StartBuild(
                x.Spec with { Recipe = state.Spec.Recipe, Artifacts = state.Spec.Inputs })
            : effect;
}
