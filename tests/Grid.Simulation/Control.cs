using Grid.Core;
using Grid.Core.Backlogs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>The control process: the shells in it, the backlog and the keeper die with it.</summary>
public sealed class Control(World world)
{
    private const int KeeperMs = 30_000;

    private readonly Dictionary<string, RunShell> _runs = [];
    private readonly Dictionary<string, SweepShell> _sweeps = [];
    private readonly Dictionary<string, ArtifactShell> _artifacts = [];
    private long _life;

    /// <summary>The backlog; null while the process is down.</summary>
    public BacklogShell? Backlog { get; private set; }

    public bool IsUp => Backlog is not null;

    public void Start()
    {
        var life = ++_life;
        Backlog = new(world);
        world.Note("control", () => "starts");
        Every(1_000, life, () => Backlog.Take(new BacklogEvent.Ticked { At = world.Agenda.Now }));
        if (world.Mutant != Mutant.NoKeeper)
        {
            Every(KeeperMs, life, WakeSweeps);
        }
    }

    /// <summary>Everything that was not stored is gone.</summary>
    public void Crash()
    {
        world.Tally.Count(Case.ControlCrashed);
        world.Note("control", () => "crashes");
        _life++;
        foreach (var shell in _runs.Values)
        {
            shell.End();
        }

        foreach (var shell in _sweeps.Values)
        {
            shell.End();
        }

        foreach (var shell in _artifacts.Values)
        {
            shell.End();
        }

        _runs.Clear();
        _artifacts.Clear();
        _sweeps.Clear();
        Backlog = null;
    }

    /// <summary>The shell of a run, loaded where it is not there; null while the process is down.</summary>
    public RunShell? Run(RunId id) => !IsUp ? null
        : _runs.TryGetValue(id.Value, out var shell) ? shell : _runs[id.Value] = new(world, id.Value);

    /// <summary>As <see cref="Run"/>.</summary>
    public SweepShell? Sweep(SweepId id) => !IsUp ? null
        : _sweeps.TryGetValue(id.Value, out var shell) ? shell : _sweeps[id.Value] = new(world, id.Value);

    /// <summary>As <see cref="Run"/>.</summary>
    public ArtifactShell? Artifact(ArtifactId id) => !IsUp ? null
        : _artifacts.TryGetValue(id.Value, out var shell) ? shell : _artifacts[id.Value] = new(world, id.Value);

    /// <summary>A shell's activation is over.</summary>
    public void Forget(string key)
    {
        _runs.Remove(key);
        _sweeps.Remove(key);
        _artifacts.Remove(key);
    }

    /// <summary>A call to the backlog.</summary>
    public void CallBacklog(Func<DateTimeOffset, BacklogEvent> @event, Action<Answer> answered) => world.Call(
        reply =>
        {
            if (Backlog is { } backlog)
            {
                backlog.Take(@event(world.Agenda.Now));
                reply(Answer.Done);
            }
        },
        answered);

    private void WakeSweeps()
    {
        foreach (var (key, row) in world.Store.Rows)
        {
            if (row.State is SweepState { HasEnded: false } sweep)
            {
                world.Call(
                    reply => Sweep(sweep.Id)?.Take(new SweepEvent.Woken { At = world.Agenda.Now }, reply), _ => { });
            }
        }
    }

    private void Every(int periodMs, long life, Action action)
    {
        if (life == _life)
        {
            action();
            world.Agenda.After(periodMs, () => Every(periodMs, life, action));
        }
    }
}
