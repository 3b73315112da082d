using System.Text.Json.Serialization;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;

namespace Grid.Core.Runs;

/// <summary>How a device process was lost.</summary>
public enum LossCause
{
    /// <summary>Killed, lost power, ended with its parent, unreachable: never the run's fault.</summary>
    Killed,

    /// <summary>Aborted: a native crash, a sticky CUDA error, or the kernel's out-of-memory killer.</summary>
    Aborted,

    /// <summary>Ended itself because an attempt made no step for too long; that run gets its own event.</summary>
    Hung,
}

/// <summary>What can happen to a run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Created), "created")]
[JsonDerivedType(typeof(Woken), "woken")]
[JsonDerivedType(typeof(Granted), "granted")]
[JsonDerivedType(typeof(Checkpointed), "checkpointed")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(DeviceLost), "deviceLost")]
[JsonDerivedType(typeof(PauseRequested), "pauseRequested")]
[JsonDerivedType(typeof(ResumeRequested), "resumeRequested")]
[JsonDerivedType(typeof(CancelRequested), "cancelRequested")]
[JsonDerivedType(typeof(ArtifactReady), "artifactReady")]
[JsonDerivedType(typeof(ArtifactFailed), "artifactFailed")]
public abstract record RunEvent
{
    private RunEvent()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Its sweep started it.</summary>
    public sealed record Created(RunSpec Spec) : RunEvent;

    /// <summary>Its sweep asks whether all is well: everything that may have been lost is done again.</summary>
    public sealed record Woken : RunEvent;

    /// <summary>The backlog grants a slot on one incarnation of a device.</summary>
    public sealed record Granted(string Device, long Epoch) : RunEvent;

    /// <summary>An attempt made a checkpoint durable.</summary>
    public sealed record Checkpointed(AttemptNumber Attempt, CheckpointRef Checkpoint) : RunEvent;

    /// <summary>An attempt ended.</summary>
    public sealed record Ended(AttemptNumber Attempt, AttemptEnd End) : RunEvent;

    /// <summary>An incarnation of a device is gone, or does not know the run.</summary>
    public sealed record DeviceLost(string Device, long Epoch, LossCause Cause, string Detail) : RunEvent;

    /// <summary>Stop at the next step with a checkpoint, and wait.</summary>
    public sealed record PauseRequested : RunEvent
    {
        /// <summary>The sweep's request number: a late one changes nothing; null where a user asks the run.</summary>
        public long? Request { get; init; }
    }

    /// <summary>Go on.</summary>
    public sealed record ResumeRequested : RunEvent
    {
        /// <summary>As of <see cref="PauseRequested.Request"/>.</summary>
        public long? Request { get; init; }
    }

    /// <summary>End without a result.</summary>
    public sealed record CancelRequested(string Reason) : RunEvent;

    /// <summary>An artifact that the run needs is there.</summary>
    public sealed record ArtifactReady(ArtifactId Artifact) : RunEvent;

    /// <summary>An artifact that the run needs cannot be built.</summary>
    public sealed record ArtifactFailed(ArtifactId Artifact, string Reason) : RunEvent;
}
