using System.Diagnostics;

namespace Grid.Core.Artifacts;

/// <summary>Which effects of an artifact are still worth performing, and which must keep their order.</summary>
public static class ArtifactOutbox
{
    /// <summary>Effects of the same lane are performed one after the other; lanes do not wait for each other.</summary>
    public static string LaneOf(ArtifactEffect effect) => effect switch
    {
        ArtifactEffect.StartBuild or ArtifactEffect.PauseBuild or ArtifactEffect.ResumeBuild
            or ArtifactEffect.CancelBuild or ArtifactEffect.DeleteOutput => "build",
        ArtifactEffect.TellReady x => x.Run.Value,
        ArtifactEffect.TellFailed x => x.Run.Value,
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of an artifact"),
    };

    /// <summary>False where the artifact has moved on since: the effect is dropped then, not performed late.</summary>
    public static bool IsWanted(ArtifactState state, ArtifactEffect effect) => effect switch
    {
        ArtifactEffect.StartBuild x => state.Phase == ArtifactPhase.Building && x.Spec.Id == state.BuildRun,
        ArtifactEffect.ResumeBuild => state.Phase == ArtifactPhase.Building,
        ArtifactEffect.PauseBuild => state.Phase == ArtifactPhase.Paused,
        ArtifactEffect.TellReady => state.Phase == ArtifactPhase.Ready,
        ArtifactEffect.DeleteOutput => state.Phase == ArtifactPhase.Deleted,
        _ => true,
    };
}
