using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Tests.Sweeps;

/// <summary>Sweeps for tests, and the events that lead them somewhere.</summary>
public static class TestSweeps
{
    public static readonly SweepId Id = new("s");

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static SweepSpec Spec(int trials, int replicas = 1, int parallel = 2,
        Direction direction = Direction.Maximize) => new()
        {
            Name = "s",
            Hash = "h",
            Seed = 3,
            Objective = new("val.knn.top1", direction),
            Bases = ImmutableSortedDictionary<string, Settings>.Empty.Add("simclr", Settings.Of(
            ("method.name", "simclr"), ("method.temperature", 0.2), ("a", 0), ("b", 0))),
            Space = new()
            {
                Knobs =
            [
                new()
                {
                    Path = "method.temperature",
                    Domain = new Domain.Choice([.. Enumerable.Range(1, trials).Select(x => new Value.Number(x))]),
                },
            ],
            },
            Replicas = replicas,
            Limits = new() { Parallel = parallel },
        };

    public static SweepState After(this SweepState? state, params IEnumerable<SweepEvent> events) =>
        events.Aggregate(state, (at, x) => Sweep.Step(at, x).State)!;

    public static SweepEvent.Submitted Submitted(SweepSpec spec) => new(Id, spec) { At = Start };

    public static SweepState Running(SweepSpec? spec = null) => default(SweepState).After(Submitted(spec ?? Spec(4)));

    public static SweepState Paused() => Running().After(Pause());

    public static SweepState Cancelling() => Running().After(Cancel());

    public static SweepState Cancelled() => Cancelling().After(Ended(1), Ended(2));

    public static SweepState Finished() => Running(Spec(2)).After(Ended(1), Ended(2));

    public static ImmutableArray<SweepState> All() => [Running(), Paused(), Cancelling(), Cancelled(), Finished()];

    public static SweepEvent.PauseRequested Pause() => new() { At = Start };

    public static SweepEvent.ResumeRequested Resume() => new() { At = Start };

    public static SweepEvent.Woken Woken(double hours = 0) => new() { At = Start.AddHours(hours) };

    public static SweepEvent.CancelRequested Cancel() => new("not needed") { At = Start };

    public static SweepEvent.RunEnded Ended(int trial, double value = 0.5, int replica = 1) =>
        Ended(trial, replica, RunPhase.Finished, value);

    public static SweepEvent.RunEnded Ended(int trial, int replica, RunPhase phase, double? value = null) =>
        new(new(RunId.Of(Id, trial, replica), phase, value, $"it has {phase}")) { At = Start };

    public static ImmutableArray<SweepEvent> Events() =>
        [Submitted(Spec(4)), Woken(), Ended(1), Ended(9), Pause(), Resume(), Cancel()];
}
