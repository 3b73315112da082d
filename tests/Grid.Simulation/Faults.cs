using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>Crashes, freezes and orderly ends of processes, until the schedule's time of calm.</summary>
public sealed class Faults(World world)
{
    public void Begin()
    {
        Repeat(world.Weather.ControlCrashMs, CrashControl);
        foreach (var machine in world.Machines)
        {
            Repeat(world.Weather.DeviceFaultMs, () => Strike(machine));
        }
    }

    private void Repeat(int meanMs, Action fault)
    {
        if (meanMs == 0)
        {
            return;
        }

        world.Agenda.After(world.Dice.Between(1, 2 * meanMs), () =>
        {
            if (!world.IsCalm)
            {
                fault();
                Repeat(meanMs, fault);
            }
        });
    }

    private void CrashControl()
    {
        if (!world.Control.IsUp)
        {
            return;
        }

        world.Control.Crash();
        world.Agenda.After(world.Dice.Between(200, 5_000), world.Control.Start);
        if (!world.Weather.IsLaptop)
        {
            return;
        }

        foreach (var machine in world.Machines)
        {
            machine.End(LossCause.Killed);
        }
    }

    private void Strike(Machine machine)
    {
        switch (world.Dice.Between(1, 20))
        {
            case <= 7:
                machine.End(LossCause.Killed);
                break;
            case <= 11:
                machine.End(LossCause.Aborted);
                break;
            case <= 15:
                machine.Process?.Freeze(world.Dice.Between(500, 60_000));
                break;
            case <= 18:
                machine.Process?.WhenAwake(x => x.Drain());
                break;
            default:
                // Every run fits the first device: it stays.
                machine.End(LossCause.Killed, isForGood: machine != world.Machines[0]);
                break;
        }
    }
}
