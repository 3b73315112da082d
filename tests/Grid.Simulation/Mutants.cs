using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Backlogs;
using Grid.Core.Devices;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>The rules as the product has them, each with the planted bug of the schedule.</summary>
public static class Mutants
{
    public static Transition<RunState?, RunEffect> Step(Mutant mutant, RunState? state, RunEvent @event) =>
        (mutant, @event) switch
        {
            (Mutant.AttemptStays, RunEvent.Granted) => WithoutNewAttempt(state, Run.Step(state, @event)),
            (Mutant.NewestDiscarded, _) => WithNewestDiscarded(Run.Step(state, @event)),
            (Mutant.DiscardedComesBack, RunEvent.Checkpointed x) when IsLate(state, x) =>
                new(state! with { Checkpoints = state.Checkpoints.Add(x.Checkpoint) }, []),
            (Mutant.ResumeForgetsIntent, RunEvent.ResumeRequested) when state is { Phase: RunPhase.Running } =>
                new(state, []),
            (Mutant.LatePauseCounts, RunEvent.PauseRequested x) => Run.Step(state, x with { Request = null }),
            (Mutant.KillCounts, RunEvent.DeviceLost x) => Run.Step(state, x with { Cause = LossCause.Aborted }),
            (Mutant.AbortNeverCounts, RunEvent.DeviceLost x) => Run.Step(state, x with { Cause = LossCause.Killed }),
            (Mutant.ArtifactsNotAwaited, RunEvent.Created x) =>
                WithSpec(x.Spec, Run.Step(state, x with { Spec = x.Spec with { Artifacts = [] } })),
            _ => Run.Step(state, @event),
        };

    public static Transition<ArtifactState?, ArtifactEffect> Step(
        Mutant mutant, ArtifactState? state, ArtifactEvent @event)
    {
        var isBuiltAgain = mutant == Mutant.BuiltForEachRequest && @event is ArtifactEvent.Requested;
        return Artifact.Step(
            isBuiltAgain && state is not null ? state with { Phase = ArtifactPhase.Failed, Disappointed = [] } : state,
            @event);
    }

    public static Transition<SweepState?, SweepEffect> Step(Mutant mutant, SweepState? state, SweepEvent @event)
    {
        if (mutant == Mutant.EndCountsTwice && @event is SweepEvent.RunEnded x && state is { HasEnded: false })
        {
            return Sweep.Step(state with { InFlight = state.InFlight.Add(x.End.Run) }, @event);
        }

        if (mutant == Mutant.LastIsBest && @event is SweepEvent.RunEnded { End.ObjectiveValue: not null })
        {
            return Sweep.Step(state is null ? null : state with { BestRun = null, BestValue = null }, @event);
        }

        return Sweep.Step(state, @event);
    }

    public static Transition<BacklogState, BacklogEffect> Step(Mutant mutant, BacklogState state, BacklogEvent @event)
    {
        switch (mutant, @event)
        {
            case (Mutant.SuspectsInCompany, BacklogEvent.Enqueued x):
                return Backlog.Step(state, x with { Entry = x.Entry with { IsSuspect = false } });
            case (Mutant.SilenceIgnored, BacklogEvent.Ticked x):
                return Backlog.Step(state, x with
                {
                    At = state.Devices.Values.Select(d =>
                    d.HeardAt).Append(default).Min()
                });
            case (Mutant.SlotGrantedTwice, _):
                return Backlog.Step(state
                    with
                { Devices = state.Devices.SetItems(state.Devices.Select(Unheld)) }, @event);
            default:
                return Backlog.Step(state, @event);
        }
    }

    public static Transition<DeviceState, DeviceEffect> Step(Mutant mutant, DeviceState state, DeviceEvent @event) =>
        mutant == Mutant.EpochIgnored && @event is DeviceEvent.StartRequested x
            ? Device.Step(state, x with { Epoch = state.Epoch })
            : Device.Step(state, @event);

    private static KeyValuePair<string, BacklogDevice> Unheld(KeyValuePair<string, BacklogDevice> device) =>
        KeyValuePair.Create(device.Key, device.Value with { Held = 0 });

    private static Transition<RunState?, RunEffect> WithoutNewAttempt(
        RunState? before, Transition<RunState?, RunEffect> step)
    {
        if (before is null || before.Attempt.Value == 0 || step.State!.Attempt == before.Attempt)
        {
            return step;
        }

        var effects = step.Effects.Select(x => x is RunEffect.StartAttempt start
            ? start with { Order = start.Order with { Attempt = before.Attempt } } : x);
        return new(step.State with { Attempt = before.Attempt }, [.. effects]);
    }

    private static Transition<RunState?, RunEffect> WithNewestDiscarded(Transition<RunState?, RunEffect> step) =>
        step with
        {
            Effects = [.. step.Effects.Select(x => x is RunEffect.DiscardCheckpoints { Keep.IsEmpty: false } discard
                ? discard with { Drop = discard.Drop.Add(discard.Keep[^1]) } : x)],
        };

    private static Transition<RunState?, RunEffect> WithSpec(RunSpec spec, Transition<RunState?, RunEffect> step) =>
        step with { State = step.State! with { Spec = spec } };

    private static bool IsLate(RunState? state, RunEvent.Checkpointed x) =>
        state is { Phase: RunPhase.Running } && x.Attempt == state.Attempt
        && x.Checkpoint.Step < (state.LastCheckpoint?.Step ?? 0)
        && state.Checkpoints.All(y => y.Manifest != x.Checkpoint.Manifest);
}
