using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Grid.Core.Backlogs;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;

namespace Grid.Core.Runs;

/// <summary>How a run ended, as its sweep or artifact hears it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Phase">Finished, Failed or Cancelled.</param>
/// <param name="ObjectiveValue">Once finished; null of a run that builds an artifact.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record RunEnd(RunId Run, RunPhase Phase, double? ObjectiveValue, string Reason);

/// <summary>What the shell of a run must do after a save. Every effect may be performed twice.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(Enqueue), "enqueue")]
[JsonDerivedType(typeof(Withdraw), "withdraw")]
[JsonDerivedType(typeof(Claim), "claim")]
[JsonDerivedType(typeof(Release), "release")]
[JsonDerivedType(typeof(StartAttempt), "startAttempt")]
[JsonDerivedType(typeof(StopAttempt), "stopAttempt")]
[JsonDerivedType(typeof(DiscardCheckpoints), "discardCheckpoints")]
[JsonDerivedType(typeof(TellOwner), "tellOwner")]
[JsonDerivedType(typeof(RequestArtifact), "requestArtifact")]
[JsonDerivedType(typeof(LeaveArtifact), "leaveArtifact")]
public abstract record RunEffect
{
    private RunEffect()
    {
    }

    /// <summary>Ask the backlog for a slot.</summary>
    public sealed record Enqueue(BacklogEntry Entry) : RunEffect;

    /// <summary>Stop asking.</summary>
    public sealed record Withdraw(RunId Run) : RunEffect;

    /// <summary>Remind the backlog that the run holds a slot: it may have forgotten.</summary>
    public sealed record Claim(BacklogClaim Holding) : RunEffect;

    /// <summary>Give the slot back.</summary>
    public sealed record Release(RunId Run, string Device, long Epoch) : RunEffect;

    /// <summary>Start an attempt on one incarnation of a device.</summary>
    public sealed record StartAttempt(string Device, long Epoch, AttemptOrder Order) : RunEffect;

    /// <summary>Ask an attempt to checkpoint and stop.</summary>
    public sealed record StopAttempt(string Device, RunId Run, AttemptNumber Attempt) : RunEffect;

    /// <summary>Delete checkpoints that nothing needs any more; blobs that a kept one uses stay.</summary>
    public sealed record DiscardCheckpoints(ImmutableArray<CheckpointRef> Drop, ImmutableArray<CheckpointRef> Keep)
        : RunEffect;

    /// <summary>Tell the sweep, or the artifact that the run builds, how the run ended.</summary>
    public sealed record TellOwner(RunEnd End) : RunEffect;

    /// <summary>Ask an artifact to be there.</summary>
    public sealed record RequestArtifact(ArtifactId Artifact) : RunEffect;

    /// <summary>Tell an artifact that the run no longer waits for it.</summary>
    public sealed record LeaveArtifact(ArtifactId Artifact) : RunEffect;
}
