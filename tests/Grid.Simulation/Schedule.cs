using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Simulation;

/// <summary>What became of one schedule.</summary>
/// <param name="Seed">Everything follows from it.</param>
/// <param name="Violation">The broken promise, or null.</param>
/// <param name="Events">Events that happened.</param>
/// <param name="SimulatedMs">Time that passed in it.</param>
/// <param name="Tally">Cases that it reached.</param>
/// <param name="Trace">Its story, where it was asked for.</param>
public sealed record Outcome(ulong Seed, string? Violation, long Events, long SimulatedMs, Tally Tally,
    IReadOnlyList<string> Trace)
{
    /// <summary>The command that shows this schedule again.</summary>
    public string Replay => $"dotnet run --project tests/Grid.Simulation -- --seeds 1 --from {Seed} --trace";
}

/// <summary>One schedule of the whole system, from submission to the last end.</summary>
public static class Schedule
{
    /// <summary>After the faults end, every sweep ends within this time.</summary>
    private const long BoundMs = 45 * 60_000;

    public static Outcome Play(ulong seed, Mutant mutant = Mutant.None, bool isTraced = false)
    {
        var world = new World(seed, mutant, isTraced);
        var user = new User(world);
        string? violation = null;
        try
        {
            Play(world, user);
        }
        catch (ViolationException e)
        {
            violation = e.Message;
        }

        return new(seed, violation, world.Agenda.Count, world.Agenda.NowMs, world.Tally, world.Trace);
    }

    private static void Play(World world, User user)
    {
        world.Control.Start();
        foreach (var machine in world.Machines)
        {
            machine.Start();
        }

        user.Begin();
        new Faults(world).Begin();
        var endMs = world.Weather.CalmAtMs + BoundMs;
        while (world.Agenda.Advance(endMs))
        {
            if (world.Agenda.Count % 64 == 0 && world.IsCalm && AllEnded(world))
            {
                break;
            }
        }

        foreach (var spec in world.Plan.Sweeps)
        {
            CheckEnd(world, user, spec);
        }
    }

    private static bool AllEnded(World world) =>
        world.Plan.Sweeps.All(x => world.Store.Read(x.Name)?.State is SweepState { HasEnded: true });

    private static void CheckEnd(World world, User user, SweepSpec spec)
    {
        var sweep = (SweepState?)world.Store.Read(spec.Name)?.State;
        var runs = world.Store.Rows.Select(x => x.Value.State).OfType<RunState>()
            .Where(x => x.Spec.Id.Sweep.Value == spec.Name).ToList();
        Judge.Must(sweep is { HasEnded: true }, () => $"{spec.Name}: it did not end; {Standing(sweep, runs)}");
        Judge.Must(sweep!.Phase == SweepPhase.Finished || spec.Limits.Hours is not null
            || user.Cancelled.Contains(spec.Name),
            () => $"{spec.Name}: it was cancelled, {sweep.Reason}, and nobody asked");
        Judge.Must(runs.All(x => x.HasEnded), () => $"{spec.Name}: it ended before its runs; {Standing(sweep, runs)}");
        foreach (var (phase, count) in
            new[] { (RunPhase.Finished, sweep.Finished), (RunPhase.Failed, sweep.Failed), (RunPhase.Cancelled,
                sweep.Cancelled) })
        {
            Judge.Must(runs.Count(x => x.Phase == phase) == count,
                () => $"{spec.Name}: it counts {count} runs as {phase}, there are {runs.Count(x => x.Phase == phase)}");
        }

        if (sweep.Phase == SweepPhase.Finished)
        {
            var intended = from trial in Enumerable.Range(1, (int)Core.Search.Sampler.Count(spec)!.Value)
                           from replica in Enumerable.Range(1, spec.Replicas)
                           select RunId.Of(sweep.Id, trial, replica);
            Judge.Must(runs.Select(x => x.Spec.Id).ToHashSet().SetEquals(intended),
                () => $"{spec.Name}: its runs are not the intended ones");
        }

        var results = runs.Where(x => x.Phase == RunPhase.Finished).Select(x => x.Metrics[Plan.Metric]).ToList();
        var best = results.Count == 0 ? (double?)null
            : spec.Objective.Direction == Direction.Maximize ? results.Max() : results.Min();
        Judge.Must(sweep.BestValue == best, () =>
            $"{spec.Name}: its best is {sweep.BestValue}, the best result {best}");
        if (sweep.Phase == SweepPhase.Cancelled)
        {
            world.Tally.Count(Case.SweepCancelled);
        }

        runs.ForEach(x => CheckEnd(world, user, x));
    }

    private static void CheckEnd(World world, User user, RunState run)
    {
        var id = run.Spec.Id;
        var fate = world.Plan.FateOf(id);
        switch (run.Phase)
        {
            case RunPhase.Finished:
                world.Tally.Count(Case.RunFinished);
                Judge.Must(fate is Fate.Fine or Fate.FailsOnce,
                    () => $"{id}: its fate is {fate}, and it finished");
                Judge.Must(run.Metrics[Plan.Metric] == world.Plan.ValueOf(id), () =>
                    $"{id}: its result is not its own");
                break;
            case RunPhase.Failed:
                world.Tally.Count(Case.RunFailed);
                var needed = run.Spec.Artifacts.Where(x => HasFailed(world, x)).ToList();
                world.Tally.Count(needed.Count > 0 ? Case.ArtifactFailed : Case.RunFailed);
                Judge.Must(run.Failures >= run.Spec.MaxFailures || fate is Fate.Diverges or Fate.Mute
                    || needed.Count > 0,
                    () => $"{id}: {fate}, and it failed after {run.Failures} failures: {run.Reason}");
                break;
            default:
                world.Tally.Count(Case.RunCancelled);
                Judge.Must(user.Cancelled.Contains(id.Value) || user.Cancelled.Contains(id.Sweep.Value)
                    || world.Store.Read(id.Sweep.Value)!.State is SweepState { Phase: SweepPhase.Cancelled },
                    () => $"{id}: it was cancelled and nobody asked");
                break;
        }
    }

    private static bool HasFailed(World world, ArtifactSpec artifact) => world.Store.Rows
        .Select(x => x.Value.State).OfType<RunState>()
        .Any(x => x.Spec.Id.Sweep == artifact.Id.AsOwner && x.Phase == RunPhase.Failed);

    private static string Standing(SweepState? sweep, IEnumerable<RunState> runs)
    {
        var open = runs.Where(x => !x.HasEnded).Select(x => $"{x.Spec.Id} {x.Phase}, {x.Reason}");
        return sweep is null ? "it was never stored" : $"{sweep.Phase}; {string.Join("; ", open)}";
    }
}
