using Grid.Core;
using Grid.Core.Backlogs;
using Grid.Core.Devices;
using Grid.Core.Ports;
using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>The process that owns a device: the shell of its rules, and the attempts it trains.</summary>
public sealed class DeviceProcess
{
    private readonly World _world;
    private readonly Dictionary<(RunId, AttemptNumber), Training> _attempts = [];
    private DeviceState _state;
    private long _frozenUntilMs;
    private bool _isGone;

    public DeviceProcess(World world, Machine machine, long epoch)
    {
        (_world, Machine) = (world, machine);
        _state = new() { Name = machine.Spec.Name, Epoch = epoch, Slots = machine.Spec.Slots };
        StepMs = world.Dice.Percent(20) ? world.Dice.Between(1_000, 3_000) : world.Dice.Between(100, 600);
    }

    public Machine Machine { get; }

    public long Epoch => _state.Epoch;

    /// <summary>Speed of this incarnation.</summary>
    public int StepMs { get; }

    public void Start() => Announce();

    public void End() => _isGone = true;

    /// <summary>Nothing happens in it for a while; then everything at once, as if no time had passed.</summary>
    public void Freeze(int ms)
    {
        _world.Tally.Count(Case.DeviceFrozen);
        _frozenUntilMs = _world.Agenda.NowMs + ms;
        _world.Note(Machine.Spec.Name, () => $"is frozen for {ms} ms");
    }

    /// <summary>Does something in this process, as soon as it is not frozen; never once it has ended.</summary>
    public void WhenAwake(Action<DeviceProcess> action)
    {
        if (_isGone)
        {
            return;
        }

        var frozenMs = _frozenUntilMs - _world.Agenda.NowMs;
        if (frozenMs > 0)
        {
            _world.Agenda.After(frozenMs, () => WhenAwake(action));
            return;
        }

        action(this);
    }

    public void Later(long delayMs, Action action) =>
        _world.Agenda.After(delayMs, () => WhenAwake(_ => action()));

    public void Start(AttemptOrder order, long epoch, Action<Answer> reply)
    {
        Take(new DeviceEvent.StartRequested(order, epoch));
        reply(Answer.Done);
    }

    public void Stop(RunId run, AttemptNumber attempt, Action<Answer> reply)
    {
        Take(new DeviceEvent.StopRequested(run, attempt));
        reply(Answer.Done);
    }

    /// <summary>Ends in order once its attempts have stopped.</summary>
    public void Drain()
    {
        _world.Tally.Count(Case.DeviceDrained);
        _world.Note(Machine.Spec.Name, () => "drains");
        Take(new DeviceEvent.DrainRequested());
        EndIfDrained();
    }

    /// <summary>A training thread is done.</summary>
    public void Done(Training training)
    {
        var done = new DeviceEvent.AttemptDone(training.Order.Run, training.Order.Attempt);
        Take(done);
        if (_world.Mutant == Mutant.DoneAttemptForgotten)
        {
            Take(new DeviceEvent.EndTaken(training.Order.Run, training.Order.Attempt));
            _state = _state with { Over = [] };
        }
    }

    /// <summary>An attempt has nothing more to say.</summary>
    public void Leave(Training training)
    {
        Take(new DeviceEvent.EndTaken(training.Order.Run, training.Order.Attempt));
        var key = (training.Order.Run, training.Order.Attempt);
        if (ReferenceEquals(_attempts.GetValueOrDefault(key), training))
        {
            _attempts.Remove(key);
        }

        EndIfDrained();
    }

    private void EndIfDrained()
    {
        if (_state.IsDraining && _attempts.Count == 0)
        {
            Machine.End(LossCause.Killed);
        }
    }

    private void Take(DeviceEvent @event)
    {
        (_state, var effects) = Mutants.Step(_world.Mutant, _state, @event);
        Judge.Boarded(_state);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case DeviceEffect.Train x:
                    _world.Note(Machine.Spec.Name, () => $"trains {x.Order.Run}, attempt {x.Order.Attempt}");
                    _world.Judge.Training(x.Order, Machine.Spec.Name, Epoch);
                    (_attempts[(x.Order.Run, x.Order.Attempt)] = new(_world, this, x.Order)).Begin();
                    break;
                case DeviceEffect.SignalStop x:
                    _attempts.GetValueOrDefault((x.Run, x.Attempt))?.Stop();
                    break;
                case DeviceEffect.TellLost x:
                    var lost = new RunEvent.DeviceLost(Machine.Spec.Name, x.Epoch, LossCause.Killed,
                        x.Detail)
                    { At = default };
                    _world.CallRun(x.Run, () => lost with { At = _world.Agenda.Now }, _ => { });
                    break;
            }
        }
    }

    private void Announce()
    {
        var announcement = new DeviceAnnouncement
        {
            Device = Machine.Spec.Name,
            Epoch = Epoch,
            Kind = Machine.Spec.Kind,
            Slots = Machine.Spec.Slots,
            IsDraining = _state.IsDraining,
            Runs = [.. _attempts.Values.Select(x => new AnnouncedRun(x.Order.Run, x.Order.Attempt, x.Order.Slots))],
        };
        _world.Control.CallBacklog(at => new BacklogEvent.Announced(announcement) { At = at }, _ => { });
        Later(1_000, Announce);
    }
}
