using System.Text.Json.Serialization;
using Grid.Core.Runs;

namespace Grid.Core.Artifacts;

/// <summary>What can happen to an artifact.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Requested), "requested")]
[JsonDerivedType(typeof(Left), "left")]
[JsonDerivedType(typeof(BuildEnded), "buildEnded")]
[JsonDerivedType(typeof(DeleteRequested), "deleteRequested")]
[JsonDerivedType(typeof(SweepDeleted), "sweepDeleted")]
public abstract record ArtifactEvent
{
    private ArtifactEvent()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A run needs it.</summary>
    /// <param name="Spec">What it is.</param>
    /// <param name="By">The run: one that trains, or one that builds another artifact.</param>
    /// <param name="For">The sweep that all this is for.</param>
    public sealed record Requested(ArtifactSpec Spec, RunId By, SweepId For) : ArtifactEvent;

    /// <summary>A run no longer waits for it.</summary>
    public sealed record Left(RunId By) : ArtifactEvent;

    /// <summary>A build ended.</summary>
    /// <param name="End">How.</param>
    /// <param name="Bytes">Size of the output; null where there is none.</param>
    public sealed record BuildEnded(RunEnd End, long? Bytes) : ArtifactEvent;

    /// <summary>Delete it unless somebody waits for it.</summary>
    public sealed record DeleteRequested : ArtifactEvent;

    /// <summary>A sweep that may have used it is gone.</summary>
    public sealed record SweepDeleted(SweepId Sweep) : ArtifactEvent;
}

/// <summary>What the shell of an artifact must do after a save. Every effect may be performed twice.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(StartBuild), "startBuild")]
[JsonDerivedType(typeof(PauseBuild), "pauseBuild")]
[JsonDerivedType(typeof(ResumeBuild), "resumeBuild")]
[JsonDerivedType(typeof(CancelBuild), "cancelBuild")]
[JsonDerivedType(typeof(TellReady), "tellReady")]
[JsonDerivedType(typeof(TellFailed), "tellFailed")]
[JsonDerivedType(typeof(DeleteOutput), "deleteOutput")]
public abstract record ArtifactEffect
{
    private ArtifactEffect()
    {
    }

    /// <summary>Create the run that builds, or wake it.</summary>
    public sealed record StartBuild(RunSpec Spec) : ArtifactEffect;

    /// <summary>Stop a build with a checkpoint.</summary>
    /// <param name="Run">The build.</param>
    /// <param name="Request">Goes with the request, so that the run knows a late one.</param>
    public sealed record PauseBuild(RunId Run, long Request) : ArtifactEffect;

    /// <summary>Let a paused build go on.</summary>
    /// <param name="Run">The build.</param>
    /// <param name="Request">As of <see cref="PauseBuild"/>.</param>
    public sealed record ResumeBuild(RunId Run, long Request) : ArtifactEffect;

    /// <summary>End a build for good.</summary>
    public sealed record CancelBuild(RunId Run) : ArtifactEffect;

    /// <summary>Tell a run that the artifact is there.</summary>
    public sealed record TellReady(RunId Run) : ArtifactEffect;

    /// <summary>Tell a run that the artifact cannot be built.</summary>
    public sealed record TellFailed(RunId Run, string Reason) : ArtifactEffect;

    /// <summary>Delete the blob, and what was kept of unfinished builds.</summary>
    public sealed record DeleteOutput : ArtifactEffect;
}
