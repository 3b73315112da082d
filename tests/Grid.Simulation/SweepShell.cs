using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>The shell of a sweep.</summary>
public sealed class SweepShell(World world, string key) : Shell<SweepState, SweepEvent, SweepEffect>(world, key)
{
    protected override Transition<SweepState?, SweepEffect> Step(SweepState? state, SweepEvent @event) =>
        Mutants.Step(World.Mutant, state, @event);

    protected override bool IsCheck(SweepEvent @event) => @event is SweepEvent.Woken;

    protected override SweepState Restore(SweepState stored) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(stored, GridJson.Default.SweepState), GridJson.Default.SweepState)!;

    protected override string LaneOf(SweepEffect effect) => SweepOutbox.LaneOf(effect);

    protected override bool IsWanted(SweepState state, SweepEffect effect) => SweepOutbox.IsWanted(state, effect);

    protected override void Perform(SweepEffect effect, Action<Answer> answered)
    {
        var (run, @event) = effect switch
        {
            SweepEffect.StartRun x => (x.Spec.Id, new RunEvent.Created(x.Spec) { At = default }),
            SweepEffect.WakeRun x => (x.Run, (RunEvent)new RunEvent.Woken { At = default }),
            SweepEffect.PauseRun x => (x.Run, new RunEvent.PauseRequested { At = default, Request = x.Request }),
            SweepEffect.ResumeRun x => (x.Run, new RunEvent.ResumeRequested { At = default, Request = x.Request }),
            SweepEffect.CancelRun x => (x.Run, new RunEvent.CancelRequested(x.Reason) { At = default }),
            _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a sweep"),
        };
        World.CallRun(run, () => @event with { At = World.Agenda.Now }, answered);
    }

    protected override string Tell(SweepState? state) => state is null ? "nothing"
        : $"{state.Phase}, {state.InFlight.Count} in flight, {state.Finished} finished, {state.Failed} failed";

    protected override string Tell(SweepEvent @event) => @event switch
    {
        SweepEvent.RunEnded x => $"RunEnded {x.End.Run} {x.End.Phase}",
        _ => @event.GetType().Name,
    };
}
