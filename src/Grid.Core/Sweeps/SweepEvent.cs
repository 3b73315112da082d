using System.Text.Json.Serialization;
using Grid.Core.Runs;

namespace Grid.Core.Sweeps;

/// <summary>What can happen to a sweep.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Submitted), "submitted")]
[JsonDerivedType(typeof(Woken), "woken")]
[JsonDerivedType(typeof(RunEnded), "runEnded")]
[JsonDerivedType(typeof(PauseRequested), "pauseRequested")]
[JsonDerivedType(typeof(ResumeRequested), "resumeRequested")]
[JsonDerivedType(typeof(CancelRequested), "cancelRequested")]
public abstract record SweepEvent
{
    private SweepEvent()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A user submitted it.</summary>
    public sealed record Submitted(SweepId Id, SweepSpec Spec) : SweepEvent;

    /// <summary>The keeper asks whether all is well: everything that may have been lost is done again.</summary>
    public sealed record Woken : SweepEvent;

    /// <summary>A run ended.</summary>
    public sealed record RunEnded(RunEnd End) : SweepEvent;

    /// <summary>Start nothing; stop what runs, with checkpoints.</summary>
    public sealed record PauseRequested : SweepEvent;

    /// <summary>Go on.</summary>
    public sealed record ResumeRequested : SweepEvent;

    /// <summary>End without the remaining runs.</summary>
    public sealed record CancelRequested(string Reason) : SweepEvent;
}

/// <summary>What the shell of a sweep must do after a save. Every effect may be performed twice.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "effect")]
[JsonDerivedType(typeof(StartRun), "startRun")]
[JsonDerivedType(typeof(WakeRun), "wakeRun")]
[JsonDerivedType(typeof(PauseRun), "pauseRun")]
[JsonDerivedType(typeof(ResumeRun), "resumeRun")]
[JsonDerivedType(typeof(CancelRun), "cancelRun")]
public abstract record SweepEffect
{
    private SweepEffect()
    {
    }

    /// <summary>Create a run.</summary>
    public sealed record StartRun(RunSpec Spec) : SweepEffect;

    /// <summary>Ask a run whether all is well.</summary>
    public sealed record WakeRun(RunId Run) : SweepEffect;

    /// <summary>Pause a run.</summary>
    public sealed record PauseRun(RunId Run) : SweepEffect
    {
        /// <summary>Goes with the request, so that the run knows a late one.</summary>
        public long Request { get; init; }
    }

    /// <summary>Resume a run.</summary>
    public sealed record ResumeRun(RunId Run) : SweepEffect
    {
        /// <summary>Goes with the request, so that the run knows a late one.</summary>
        public long Request { get; init; }
    }

    /// <summary>Cancel a run.</summary>
    public sealed record CancelRun(RunId Run, string Reason) : SweepEffect;
}
