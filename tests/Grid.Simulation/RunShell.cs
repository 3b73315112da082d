using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>What an attempt tells its run at once.</summary>
public sealed record Report(AttemptNumber Attempt, IReadOnlyList<CheckpointRef> Checkpoints, AttemptEnd? End);

/// <summary>The shell of a run.</summary>
public sealed class RunShell(World world, string key) : Shell<RunState, RunEvent, RunEffect>(world, key)
{
    /// <summary>Takes a report; it is accepted once everything in it is durable.</summary>
    public void Report(Report report, Action<Answer> reply)
    {
        var attempt = World.Mutant == Mutant.StaleReportsCount && State is { } now ? now.Attempt : report.Attempt;
        if (State is not { Phase: RunPhase.Running } current || current.Attempt != attempt)
        {
            World.Tally.Count(Case.StaleReport);
            // The state that says so may be on its way to the store.
            if (World.Mutant == Mutant.StaleBeforeSave)
            {
                reply(Answer.Stale);
                return;
            }

            WhenSaved(Answer.Stale, reply);
            return;
        }

        var left = report.Checkpoints.Count + (report.End is null ? 0 : 1);
        var isBroken = false;
        if (left == 0 || World.Mutant == Mutant.AcknowledgeBeforeSave)
        {
            reply(Answer.Done);
        }

        void Count(Answer answer)
        {
            isBroken |= answer == Answer.None;
            if (--left == 0)
            {
                reply(isBroken ? Answer.None : Answer.Done);
            }
        }

        foreach (var checkpoint in report.Checkpoints)
        {
            Take(new RunEvent.Checkpointed(attempt, checkpoint) { At = World.Agenda.Now }, Count);
        }

        if (report.End is { } end)
        {
            Take(new RunEvent.Ended(attempt, end) { At = World.Agenda.Now }, Count);
        }
    }

    protected override Transition<RunState?, RunEffect> Step(RunState? state, RunEvent @event)
    {
        var step = Mutants.Step(World.Mutant, state, @event);
        World.Judge.Stepped(state, step.State);
        return step;
    }

    protected override bool IsCheck(RunEvent @event) => @event is RunEvent.Woken;

    protected override RunState Restore(RunState stored) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(stored, GridJson.Default.RunState), GridJson.Default.RunState)!;

    protected override string LaneOf(RunEffect effect) => RunOutbox.LaneOf(effect);

    protected override bool IsWanted(RunState state, RunEffect effect) => RunOutbox.IsWanted(state, effect);

    protected override void Perform(RunEffect effect, Action<Answer> answered)
    {
        switch (effect)
        {
            case RunEffect.Enqueue x:
                World.Control.CallBacklog(at => new Core.Backlogs.BacklogEvent.Enqueued(x.Entry) { At = at }, answered);
                break;
            case RunEffect.Withdraw x:
                World.Control.CallBacklog(at => new Core.Backlogs.BacklogEvent.Withdrawn(x.Run) { At = at }, answered);
                break;
            case RunEffect.Claim x:
                World.Control.CallBacklog(at =>
                    new Core.Backlogs.BacklogEvent.Claimed(x.Holding) { At = at }, answered);
                break;
            case RunEffect.Release x:
                World.Control.CallBacklog(
                    at => new Core.Backlogs.BacklogEvent.Released(x.Run, x.Device, x.Epoch) { At = at }, answered);
                break;
            case RunEffect.StartAttempt x:
                CallDevice(x.Device, (device, reply) => device.Start(x.Order, x.Epoch, reply), answered);
                break;
            case RunEffect.StopAttempt x:
                CallDevice(x.Device, (device, reply) => device.Stop(x.Run, x.Attempt, reply), answered);
                break;
            case RunEffect.DiscardCheckpoints x:
                World.Blobs.Discard(x.Drop, State!.Checkpoints);
                World.Judge.Discarded(x.Drop);
                answered(Answer.Done);
                break;
            case RunEffect.TellOwner x:
                World.Call(reply => Tell(x.End, reply), answered);
                break;
            case RunEffect.RequestArtifact x:
                var spec = State!.Spec.Artifacts.First(y => y.Id == x.Artifact);
                var owner = State.Spec.BuildFor ?? State.Spec.Id.Sweep;
                CallArtifact(x.Artifact, new ArtifactEvent.Requested(spec, new(Key), owner) { At = default }, answered);
                break;
            case RunEffect.LeaveArtifact x:
                CallArtifact(x.Artifact, new ArtifactEvent.Left(new(Key)) { At = default }, answered);
                break;
            default:
                throw new UnreachableException($"{effect.GetType().Name} is no effect of a run");
        }
    }

    protected override string Tell(RunState? state) => state is null ? "nothing"
        : $"{state.Phase}, attempt {state.Attempt}, step {state.LastCheckpoint?.Step ?? 0}, {state.Reason}";

    protected override string Tell(RunEvent @event) => @event switch
    {
        RunEvent.Granted x => $"Granted {x.Device}#{x.Epoch}",
        RunEvent.Checkpointed x => $"Checkpointed by {x.Attempt} at {x.Checkpoint.Step}",
        RunEvent.Ended x => $"Ended {x.Attempt} {x.End.GetType().Name}",
        RunEvent.DeviceLost x => $"DeviceLost {x.Device}#{x.Epoch} {x.Cause}",
        _ => @event.GetType().Name,
    };

    private void Tell(RunEnd end, Action<Answer> reply)
    {
        if (ArtifactId.IsOwner(end.Run.Sweep))
        {
            World.Control.Artifact(new(end.Run.Sweep.Value))?.Count(end, reply);
        }
        else
        {
            World.Control.Sweep(end.Run.Sweep)?.Take(new SweepEvent.RunEnded(end) { At = World.Agenda.Now }, reply);
        }
    }

    private void CallArtifact(ArtifactId id, ArtifactEvent @event, Action<Answer> answered) => World.Call(
        reply => World.Control.Artifact(id)?.Take(@event with { At = World.Agenda.Now }, reply), answered);

    private void CallDevice(string name, Action<DeviceProcess, Action<Answer>> handle, Action<Answer> answered) =>
        World.Call(
            reply => World.MachineOf(name)?.Process?.WhenAwake(process => handle(process, reply)),
            answered);
}
