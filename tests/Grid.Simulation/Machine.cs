using Grid.Core.Backlogs;
using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>A machine with one device: its supervisor starts the device process again whenever it ends.</summary>
public sealed class Machine(World world, PlannedDevice spec)
{
    private long _epoch;

    public PlannedDevice Spec => spec;

    /// <summary>The process; null while there is none.</summary>
    public DeviceProcess? Process { get; private set; }

    /// <summary>Starts a process, a newer incarnation of the device.</summary>
    public void Start()
    {
        Process = new(world, this, ++_epoch);
        world.Note(spec.Name, () => $"starts, incarnation {_epoch}");
        Process.Start();
    }

    /// <summary>The process ends; the supervisor sees it a little later, tells the backlog and starts
    /// another.</summary>
    public void End(LossCause cause, bool isForGood = false)
    {
        if (Process is not { } process)
        {
            return;
        }

        world.Note(spec.Name, () => $"incarnation {_epoch} ends: {cause}{(isForGood ? ", for good" : "")}");
        world.Tally.Count(cause == LossCause.Aborted ? Case.DeviceAborted : Case.DeviceKilled);
        process.End();
        Process = null;
        if (cause == LossCause.Aborted)
        {
            world.Judge.Aborted(spec.Name, _epoch);
        }

        if (isForGood)
        {
            return;
        }

        var epoch = _epoch;
        world.Agenda.After(world.Dice.Between(5, 500), () => Tell(epoch, cause, 3));
        world.Agenda.After(world.Dice.Between(500, 5_000), Start);
    }

    private void Tell(long epoch, LossCause cause, int tries) => world.Control.CallBacklog(
        at => new BacklogEvent.DeviceEnded(spec.Name, epoch, cause, $"process {cause}", false) { At = at },
        answer =>
        {
            if (answer == Answer.None && tries > 1)
            {
                Tell(epoch, cause, tries - 1);
            }
        });
}
