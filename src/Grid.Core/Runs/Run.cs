using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Backlogs;
using Grid.Core.Ports;
using RunStep = Grid.Core.Transition<Grid.Core.Runs.RunState?, Grid.Core.Runs.RunEffect>;

namespace Grid.Core.Runs;

/// <summary>
/// The rules of a run: one trial with one seed, over as many attempts as it takes. The attempt number is the fencing
/// token: it grows with every grant, and reports that carry a lower one change nothing.
/// </summary>
public static class Run
{
    private static readonly TimeSpan WorldDelay = TimeSpan.FromSeconds(5);

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
        (_, RunEvent.PauseRequested x) => Heed(state, x.Request) is { } heard ? Pause(heard) : To(state),
        (_, RunEvent.ResumeRequested x) => Heed(state, x.Request) is { } heard ? Resume(heard) : To(state),
        (_, RunEvent.CancelRequested x) => Cancel(state, x),
        (_, RunEvent.ArtifactReady x) => Meet(state, x.Artifact),
        (_, RunEvent.ArtifactFailed x) => Miss(state, x),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a run"),
    };

    private static RunStep Begin(RunEvent.Created x)
    {
        var state = new RunState
        {
            Spec = x.Spec,
            Reason = "",
            CreatedAt = x.At,
            Missing = [.. x.Spec.Artifacts.Select(artifact => artifact.Id)],
        };
        return Wait(state);
    }

    /// <summary>Waits for what the run needs first: its artifacts, then a slot.</summary>
    private static RunStep Wait(RunState state, string before = "")
    {
        var next = state with
        {
            Phase = RunPhase.Waiting,
            Reason = $"{before}waits for {Need(state)}",
            Hint = state.Missing.IsEmpty ? LookHint : $"grid why {state.Missing[0]}",
        };
        return To(next, Ask(next));
    }

    private static RunStep Meet(RunState state, ArtifactId artifact)
    {
        if (!state.Missing.Contains(artifact))
        {
            return To(state);
        }

        var next = state with { Missing = state.Missing.Remove(artifact) };
        return state.Phase == RunPhase.Waiting ? Wait(next) : To(next);
    }

    private static RunStep Miss(RunState state, RunEvent.ArtifactFailed x)
    {
        if (state.Phase != RunPhase.Waiting || !state.Missing.Contains(x.Artifact))
        {
            return To(state);
        }

        var next = state with
        {
            Phase = RunPhase.Failed,
            Reason = $"{x.Artifact}, which it needs, failed: {x.Reason}",
            Hint = $"grid why {x.Artifact}",
            EndedAt = x.At,
        };
        return To(next, [.. LeaveArtifacts(state), Tell(next)]);
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
            AttemptStartStep = StepOf(state),
            NotBefore = null,
            Reason = $"runs on {x.Device}",
            Hint = null,
        };
        return To(next, Start(next));
    }

    private static RunStep Keep(RunState state, RunEvent.Checkpointed x)
    {
        if (state.Phase != RunPhase.Running || x.Attempt != state.Attempt)
        {
            return To(state);
        }

        var (next, dropped) = RunCheckpoints.Take(state, x.Checkpoint, state.Spec.Checkpoint.Keep);

        // Acquitted: the backlog may put other runs beside it again.
        return state.IsSuspect && !next.IsSuspect ? To(next, [.. dropped, Holding(next)]) : To(next, dropped);
    }

    private static RunStep End(RunState state, RunEvent.Ended x)
    {
        if (state.Phase != RunPhase.Running || x.Attempt != state.Attempt)
        {
            return To(state);
        }

        var free = new RunEffect.Release(state.Spec.Id, state.Device!, state.Epoch);
        switch (x.End)
        {
            case AttemptEnd.Finished end:
                return Finish(state, end, x.At, free);
            case AttemptEnd.Stopped end:
                var (next, dropped) = RunCheckpoints.Take(state, end.Checkpoint, state.Spec.Checkpoint.Keep);
                return Settle(next, "stopped with a checkpoint", x.At, [free, .. dropped]);
            case AttemptEnd.Failed end:
                return Fail(state, end, x.At, free);
            default:
                throw new UnreachableException($"{x.End.GetType().Name} is no end of an attempt");
        }
    }

    private static RunStep Finish(RunState state, AttemptEnd.Finished end, DateTimeOffset at, RunEffect free)
    {
        if (state.Spec.ObjectiveMetric is { } metric && !end.Metrics.ContainsKey(metric))
        {
            var hint = end.Metrics.IsEmpty ? null
                : $"set objective.metric to one of: {string.Join(", ", end.Metrics.Keys)}";
            var reason = $"it ended without reporting the objective '{metric}'";
            return Fail(state, new(FailureKind.BadInput, reason, hint), at, free);
        }

        // What a build made is its output: nobody goes on from its checkpoints.
        var (last, dropped) = RunCheckpoints.Take(state, end.Checkpoint, keep: state.Spec.Build is null ? 1 : 0);
        var next = last with
        {
            Phase = RunPhase.Finished,
            Reason = "finished",
            Hint = null,
            Metrics = end.Metrics,
            EndedAt = at,
        };
        return To(next, [free, .. dropped, Tell(next)]);
    }

    private static RunStep Fail(RunState state, AttemptEnd.Failed end, DateTimeOffset at, RunEffect free)
    {
        if (end.Kind == FailureKind.Transient)
        {
            // A full disk says nothing about the run: it waits for the world, and does not pay.
            return Settle(state with { NotBefore = at + WorldDelay }, end.Reason, at, [free], end.Hint);
        }

        if (end.Kind == FailureKind.DamagedCheckpoint && state.LastCheckpoint is not null)
        {
            var (sound, discard) = RunCheckpoints.GiveUpLast(state);
            var step = Fail(sound, end with { Kind = FailureKind.Unexpected }, at, free);
            return step with { Effects = step.Effects.Add(discard) };
        }

        var failures = state.Failures + 1;
        var isFinal = end.Kind is FailureKind.BadInput or FailureKind.Diverged || failures >= state.Spec.MaxFailures;
        var next = state with { Failures = failures, NotBefore = isFinal ? null : at + Delay(failures) };
        if (!isFinal)
        {
            return Settle(next, $"failed ({failures} of {state.Spec.MaxFailures}): {end.Reason}", at, [free]);
        }

        var tries = failures == 1 ? "" : $" ({failures} failures)";
        next = next with
        {
            Phase = RunPhase.Failed,
            Reason = $"{end.Reason}{tries}",
            Hint = end.Hint ?? LogHint(state),
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
        if (x.Cause != LossCause.Aborted || StepOf(state) > state.AttemptStartStep)
        {
            return Settle(state, $"{x.Device} was lost: {x.Detail}", x.At, [free]);
        }

        return Fail(state with { IsSuspect = true },
            new(FailureKind.Aborted, $"the device process aborted: {x.Detail}"), x.At, free);
    }

    /// <summary>An attempt is over and the run is not: it goes where the user wants it.</summary>
    private static RunStep Settle(
        RunState state, string why, DateTimeOffset at, ImmutableArray<RunEffect> effects, string? hint = null)
    {
        switch (state.Intent)
        {
            case RunIntent.Pause:
                return To(Paused(state), effects);
            case RunIntent.Cancel:
                var ended = Cancelled(state, at);
                return To(ended, [.. effects, Tell(ended)]);
            default:
                var next = state with
                {
                    Phase = RunPhase.Waiting,
                    Reason = $"{why}; goes on from step {StepOf(state)}",
                    Hint = hint ?? LookHint,
                };
                return To(next, [.. effects, .. Ask(next)]);
        }
    }

    /// <summary>The state that has heard a request of the sweep, or null where a later one was heard before.</summary>
    private static RunState? Heed(RunState state, long? request) =>
        request < state.LastRequest ? null
        : request > state.LastRequest && !state.HasEnded ? state with { LastRequest = request.Value }
        : state;

    private static RunStep Pause(RunState state) => state.Phase switch
    {
        RunPhase.Waiting => To(Paused(state with { Intent = RunIntent.Pause }), Withdraw(state)),
        RunPhase.Running when state.Intent == RunIntent.Run => To(
            state with
            {
                Intent = RunIntent.Pause,
                Reason = "is being paused: stops at its next step",
                Hint = ResumeHint(state),
            },
            Stop(state)),
        _ => Again(state),
    };

    private static RunStep Resume(RunState state)
    {
        switch (state.Phase)
        {
            case RunPhase.Paused:
                return Wait(state with { Intent = RunIntent.Run }, "resumed; ");
            case RunPhase.Running when state.Intent == RunIntent.Pause:
                // The attempt may have stopped already: its end will find this intent and ask for a slot again.
                return To(state with { Intent = RunIntent.Run, Reason = $"resumed on {state.Device}", Hint = null });
            default:
                return Again(state);
        }
    }

    private static RunStep Cancel(RunState state, RunEvent.CancelRequested x)
    {
        var wanted = state with { Intent = RunIntent.Cancel, CancelReason = x.Reason };
        switch (state.Phase)
        {
            case RunPhase.Waiting or RunPhase.Paused:
                var next = Cancelled(wanted, x.At);
                return To(next, [.. Withdraw(state), Tell(next)]);
            case RunPhase.Running when state.Intent != RunIntent.Cancel:
                return To(
                    wanted with { Reason = $"is being cancelled, {x.Reason}: stops at its next step", Hint = null },
                    Stop(state));
            default:
                return Again(state);
        }
    }

    private static RunState Paused(RunState state) =>
        state with { Phase = RunPhase.Paused, Reason = "paused", Hint = ResumeHint(state) };

    private static RunState Cancelled(RunState state, DateTimeOffset at) => state with
    {
        Phase = RunPhase.Cancelled,
        Reason = $"cancelled: {state.CancelReason}",
        Hint = null,
        EndedAt = at,
    };

    private static long StepOf(RunState state) => state.LastCheckpoint?.Step ?? 0;

    /// <summary>A failed run waits longer each time, so that a failing store is not asked at full speed.</summary>
    private static TimeSpan Delay(int failures) => TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, failures - 1)));

    private static ImmutableArray<RunEffect> Ask(RunState state) => state.Missing.IsEmpty
        ?
        [
            new RunEffect.Enqueue(new BacklogEntry
            {
                Run = state.Spec.Id,
                Slots = state.Spec.Resources.Slots,
                Device = state.Spec.Resources.Device,
                IsSuspect = state.IsSuspect,
                NotBefore = state.NotBefore,
            }),
        ]
        : [.. state.Missing.Select(x => new RunEffect.RequestArtifact(x))];

    private static ImmutableArray<RunEffect> Withdraw(RunState state) => state.Missing.IsEmpty
        ? [new RunEffect.Withdraw(state.Spec.Id)]
        : LeaveArtifacts(state);

    private static ImmutableArray<RunEffect> LeaveArtifacts(RunState state) =>
        [.. state.Missing.Select(x => new RunEffect.LeaveArtifact(x))];

    private static RunEffect.Claim Holding(RunState state) => new(new BacklogClaim(
        state.Spec.Id, state.Device!, state.Epoch, state.Spec.Resources.Slots, state.IsSuspect));

    private static RunEffect.StartAttempt Start(RunState state) => new(state.Device!, state.Epoch, new AttemptOrder
    {
        Run = state.Spec.Id,
        Attempt = state.Attempt,
        Recipe = state.Spec.Recipe,
        Seed = state.Spec.Seed,
        Checkpoint = state.LastCheckpoint,
        Artifacts = AttemptOrder.NoArtifacts.AddRange(
            state.Spec.Artifacts.Select(x => KeyValuePair.Create(x.Stage, x.Output))),
        Build = state.Spec.Build,
        CheckpointEvery = state.Spec.Checkpoint.Every,
        Slots = state.Spec.Resources.Slots,
    });

    private static RunEffect.StopAttempt Stop(RunState state) => new(state.Device!, state.Spec.Id, state.Attempt);

    private static ImmutableArray<RunEffect> StopIfUnwanted(RunState state) =>
        state.Intent == RunIntent.Run ? [] : [Stop(state)];

    private static RunEffect.TellOwner Tell(RunState state) =>
        new(new RunEnd(state.Spec.Id, state.Phase, state.ObjectiveValue, state.Reason));

    private const string LookHint = "grid device list";

    private static string LogHint(RunState state) => $"grid run logs {state.Spec.Id}";

    private static string Need(RunState state)
    {
        if (!state.Missing.IsEmpty)
        {
            return string.Join(" and ", state.Missing);
        }

        var spec = state.Spec;
        var slots = spec.Resources.Slots == 1 ? "a free slot" : $"{spec.Resources.Slots} free slots";
        return spec.Resources.Device == "any" ? $"{slots} on a device" : $"{slots} on a {spec.Resources.Device} device";
    }

    private static string ResumeHint(RunState state) => $"grid sweep resume {state.Spec.Id.Sweep}";

    private static RunStep To(RunState state, params ImmutableArray<RunEffect> effects) => new(state, effects);
}
