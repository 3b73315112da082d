using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Backlogs;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using RunStep = Grid.Core.Transition<Grid.Core.Runs.RunState?, Grid.Core.Runs.RunEffect>;

namespace Grid.Core.Runs;

/// <summary>
/// The rules of a run: one trial with one seed, over as many attempts as it takes. The attempt number is the fencing
/// token: it grows with every grant, and reports that carry a lower one change nothing.
/// </summary>
public static class Run
{
    /// <summary>One step. A stale event changes nothing; a repeated request gives its effects again.</summary>
    public static RunStep Step(RunState? state, RunEvent @event) => (state, @event) switch
    {
        (null, RunEvent.Created x) => Begin(x),
        (null, _) => new(null, []),
        (_, RunEvent.Created or RunEvent.Woken) => Again(state),
        (_, RunEvent.Granted x) => Grant(state, x),
        (_, RunEvent.Checkpointed x) => Keep(state, x),
        (_, RunEvent.Ended x) => End(state, x),
        (_, RunEvent.DeviceLost x) => Lose(state, x),
        (_, RunEvent.PauseRequested) => Pause(state),
        (_, RunEvent.ResumeRequested) => Resume(state),
        (_, RunEvent.CancelRequested x) => Cancel(state, x),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a run"),
    };

    private static RunStep Begin(RunEvent.Created x)
    {
        var state = new RunState { Spec = x.Spec, Reason = "waits for a free device slot", CreatedAt = x.At };
        return To(state, Ask(state));
    }

    private static RunStep Again(RunState state) => state.Phase switch
    {
        RunPhase.Waiting => To(state, Ask(state)),
        RunPhase.Running => To(state, [Holding(state), Start(state), .. StopIfUnwanted(state)]),
        RunPhase.Paused => To(state),
        _ => To(state, Tell(state)),
    };

    private static RunStep Grant(RunState state, RunEvent.Granted x)
    {
        if (state.Phase == RunPhase.Running && (state.Device, state.Epoch) == (x.Device, x.Epoch))
        {
            return To(state, Start(state));
        }

        if (state.Phase != RunPhase.Waiting)
        {
            return To(state, new RunEffect.Release(state.Spec.Id, x.Device, x.Epoch));
        }

        var next = state with
        {
            Phase = RunPhase.Running,
            Attempt = state.Attempt.Next,
            Device = x.Device,
            Epoch = x.Epoch,
            AttemptStartStep = state.LastCheckpoint?.Step ?? 0,
            Reason = $"runs on {x.Device}",
            Hint = null,
        };
        return To(next, Start(next));
    }

    private static RunStep Keep(RunState state, RunEvent.Checkpointed x)
    {
        var isKnown = state.Checkpoints.Any(c => c.Manifest == x.Checkpoint.Manifest);
        if (state.Phase != RunPhase.Running || x.Attempt != state.Attempt || isKnown)
        {
            return To(state);
        }

        var (kept, dropped) = Retain(state.Checkpoints.Add(x.Checkpoint), state.Spec.Checkpoint.Keep);
        var next = state with { Checkpoints = kept, IsSuspect = false };
        return dropped.IsEmpty ? To(next) : To(next, new RunEffect.DiscardCheckpoints(dropped, kept));
    }

    private static RunStep End(RunState state, RunEvent.Ended x)
    {
        if (state.Phase != RunPhase.Running || x.Attempt != state.Attempt)
        {
            return To(state);
        }

        var free = new RunEffect.Release(state.Spec.Id, state.Device!, state.Epoch);
        return x.End switch
        {
            AttemptEnd.Finished end => Finish(state, end, x.At, free),
            AttemptEnd.Stopped end => Settle(WithCheckpoint(state, end.Checkpoint), "stopped with a checkpoint", x.At, free),
            AttemptEnd.Failed end => Fail(state, end, x.At, free),
            _ => throw new UnreachableException($"{x.End.GetType().Name} is no end of an attempt"),
        };
    }

    private static RunStep Finish(RunState state, AttemptEnd.Finished end, DateTimeOffset at, RunEffect free)
    {
        var metric = state.Spec.ObjectiveMetric;
        if (!end.Metrics.ContainsKey(metric))
        {
            var reported = string.Join(", ", end.Metrics.Keys);
            return Fail(state, new(FailureKind.BadInput, $"it ended without reporting the objective '{metric}'",
                $"set objective.metric to one of: {reported}"), at, free);
        }

        var last = WithCheckpoint(state, end.Checkpoint);
        var (kept, dropped) = Retain(last.Checkpoints, 1);
        var next = last with
        {
            Phase = RunPhase.Finished,
            Reason = "finished",
            Hint = null,
            Checkpoints = kept,
            Metrics = end.Metrics,
            EndedAt = at,
        };
        return To(next, [free, .. Discard(dropped, kept), Tell(next)]);
    }

    private static RunStep Fail(RunState state, AttemptEnd.Failed end, DateTimeOffset at, RunEffect free)
    {
        var failures = state.Failures + 1;
        var isFinal = end.Kind is FailureKind.BadInput or FailureKind.Diverged || failures >= state.Spec.MaxFailures;
        var next = state with { Failures = failures };
        if (!isFinal)
        {
            return Settle(next, $"failed: {end.Reason}", at, free);
        }

        var tries = failures == 1 ? "" : $" ({failures} failures)";
        next = next with
        {
            Phase = RunPhase.Failed,
            Reason = $"{end.Reason}{tries}",
            Hint = end.Hint,
            EndedAt = at,
        };
        return To(next, free, Tell(next));
    }

    private static RunStep Lose(RunState state, RunEvent.DeviceLost x)
    {
        if (state.Phase != RunPhase.Running || (state.Device, state.Epoch) != (x.Device, x.Epoch))
        {
            return To(state);
        }

        var free = new RunEffect.Release(state.Spec.Id, x.Device, x.Epoch);
        var hasProgress = (state.LastCheckpoint?.Step ?? 0) > state.AttemptStartStep;
        if (x.Cause != LossCause.Aborted || hasProgress)
        {
            return Settle(state, $"{x.Device} was lost: {x.Detail}", x.At, free);
        }

        return Fail(state with { IsSuspect = true },
            new(FailureKind.Aborted, $"the device process aborted: {x.Detail}",
                $"read its last words with: grid run logs {state.Spec.Id}"), x.At, free);
    }

    /// <summary>An attempt is over and the run is not: it goes where the user wants it.</summary>
    private static RunStep Settle(RunState state, string why, DateTimeOffset at, RunEffect free)
    {
        switch (state.Intent)
        {
            case RunIntent.Pause:
                return To(state with { Phase = RunPhase.Paused, Reason = "paused", Hint = ResumeHint(state) }, free);
            case RunIntent.Cancel:
                var ended = state with { Phase = RunPhase.Cancelled, Reason = "cancelled", Hint = null, EndedAt = at };
                return To(ended, free, Tell(ended));
            default:
                var step = state.LastCheckpoint?.Step ?? 0;
                var next = state with { Phase = RunPhase.Waiting, Reason = $"{why}; goes on from step {step}", Hint = null };
                return To(next, free, Ask(next, NotBefore(next, at)));
        }
    }

    private static RunStep Pause(RunState state) => state.Phase switch
    {
        RunPhase.Waiting => To(
            state with { Phase = RunPhase.Paused, Intent = RunIntent.Pause, Reason = "paused", Hint = ResumeHint(state) },
            new RunEffect.Withdraw(state.Spec.Id)),
        RunPhase.Running when state.Intent == RunIntent.Run => Stopping(state with { Intent = RunIntent.Pause }, "is being paused"),
        RunPhase.Running => To(state, Stop(state)),
        _ => To(state),
    };

    private static RunStep Resume(RunState state)
    {
        switch (state.Phase)
        {
            case RunPhase.Paused:
                var next = state with
                {
                    Phase = RunPhase.Waiting,
                    Intent = RunIntent.Run,
                    Reason = "resumed; waits for a free device slot",
                    Hint = null,
                };
                return To(next, Ask(next));
            case RunPhase.Running when state.Intent == RunIntent.Pause:
                // The attempt may have stopped already: its end will find this intent and ask for a slot again.
                return To(state with { Intent = RunIntent.Run, Reason = $"resumed on {state.Device}" });
            default:
                return To(state);
        }
    }

    private static RunStep Cancel(RunState state, RunEvent.CancelRequested x)
    {
        switch (state.Phase)
        {
            case RunPhase.Waiting or RunPhase.Paused:
                var next = state with
                {
                    Phase = RunPhase.Cancelled,
                    Intent = RunIntent.Cancel,
                    Reason = $"cancelled: {x.Reason}",
                    Hint = null,
                    EndedAt = x.At,
                };
                return To(next, new RunEffect.Withdraw(state.Spec.Id), Tell(next));
            case RunPhase.Running when state.Intent != RunIntent.Cancel:
                return Stopping(state with { Intent = RunIntent.Cancel }, "is being cancelled");
            case RunPhase.Running:
                return To(state, Stop(state));
            default:
                return To(state, Tell(state));
        }
    }

    private static RunStep Stopping(RunState state, string doing) =>
        To(state with { Reason = $"{doing}: stops at its next step" }, Stop(state));

    private static RunState WithCheckpoint(RunState state, CheckpointRef? checkpoint) =>
        checkpoint is null || state.Checkpoints.Any(x => x.Manifest == checkpoint.Manifest)
            ? state
            : state with { Checkpoints = state.Checkpoints.Add(checkpoint) };

    private static (ImmutableArray<CheckpointRef> Kept, ImmutableArray<CheckpointRef> Dropped) Retain(
        ImmutableArray<CheckpointRef> all, int keep)
    {
        var surplus = Math.Max(0, all.Length - Math.Max(1, keep));
        return (all[surplus..], all[..surplus]);
    }

    private static ImmutableArray<RunEffect> Discard(ImmutableArray<CheckpointRef> drop, ImmutableArray<CheckpointRef> keep) =>
        drop.IsEmpty ? [] : [new RunEffect.DiscardCheckpoints(drop, keep)];

    /// <summary>A failed run waits a little longer each time, so that a failing store is not asked at full speed.</summary>
    private static DateTimeOffset? NotBefore(RunState state, DateTimeOffset at) =>
        state.Failures == 0 ? null : at + TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, state.Failures - 1)));

    private static RunEffect.Enqueue Ask(RunState state, DateTimeOffset? notBefore = null) => new(new BacklogEntry
    {
        Run = state.Spec.Id,
        Slots = state.Spec.Resources.Slots,
        Device = state.Spec.Resources.Device,
        IsSuspect = state.IsSuspect,
        NotBefore = notBefore,
    });

    private static RunEffect.Claim Holding(RunState state) => new(new BacklogClaim(
        state.Spec.Id, state.Device!, state.Epoch, state.Spec.Resources.Slots, state.IsSuspect));

    private static RunEffect.StartAttempt Start(RunState state) => new(state.Device!, state.Epoch, new AttemptOrder
    {
        Run = state.Spec.Id,
        Attempt = state.Attempt,
        Recipe = state.Spec.Recipe,
        Seed = state.Spec.Seed,
        Checkpoint = state.LastCheckpoint,
        CheckpointEvery = state.Spec.Checkpoint.Every,
        Slots = state.Spec.Resources.Slots,
    });

    private static RunEffect.StopAttempt Stop(RunState state) => new(state.Device!, state.Spec.Id, state.Attempt);

    private static ImmutableArray<RunEffect> StopIfUnwanted(RunState state) =>
        state.Intent == RunIntent.Run ? [] : [Stop(state)];

    private static RunEffect.TellSweep Tell(RunState state)
    {
        var value = state.Phase == RunPhase.Finished ? state.Metrics[state.Spec.ObjectiveMetric] : (double?)null;
        return new(new RunEnd(state.Spec.Id, state.Phase, value, state.Reason));
    }

    private static string ResumeHint(RunState state) => $"grid sweep resume {state.Spec.Id.Sweep}";

    private static RunStep To(RunState state, params ImmutableArray<RunEffect> effects) => new(state, effects);
}
