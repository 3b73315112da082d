using Grid.Core.Backlogs;
using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>The shell of the backlog: nothing is stored, what it says may be lost.</summary>
public sealed class BacklogShell(World world)
{
    private BacklogState _state = BacklogState.Empty;

    public void Take(BacklogEvent @event)
    {
        if (@event is BacklogEvent.Enqueued told)
        {
            world.Judge.Told(told.Entry);
        }

        (_state, var effects) = Mutants.Step(world.Mutant, _state, @event);
        world.Judge.Served(_state, effects);
        foreach (var effect in effects)
        {
            world.Note("backlog", () => $"{@event.GetType().Name} -> {effect}");
            Say(effect, 3);
        }
    }

    private void Say(BacklogEffect effect, int tries)
    {
        var (run, @event) = effect switch
        {
            BacklogEffect.Grant x => (x.Run, (RunEvent)new RunEvent.Granted(x.Device, x.Epoch) { At = default }),
            BacklogEffect.TellLost x =>
                (x.Run, new RunEvent.DeviceLost(x.Device, x.Epoch, x.Cause, x.Detail) { At = default }),
            _ => throw new System.Diagnostics.UnreachableException(
                $"{effect.GetType().Name} is no effect of the backlog"),
        };
        world.CallRun(run, () => @event with { At = world.Agenda.Now }, answer =>
        {
            if (answer == Answer.None && tries > 1 && ReferenceEquals(world.Control.Backlog, this))
            {
                Say(effect, tries - 1);
            }
        });
    }
}
