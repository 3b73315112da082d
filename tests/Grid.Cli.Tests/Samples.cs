using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Cli.Tests;

/// <summary>A sweep under way, for views and tables.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static SweepSummary Sweep { get; } = new()
    {
        Id = new("demo"),
        Name = "demo",
        SpecHash = "00ff",
        Phase = SweepPhase.Running,
        Reason = "running",
        Objective = new("val.knn.top1", Direction.Maximize),
        PlannedRuns = 4,
        StartedRuns = 3,
        FinishedRuns = 1,
        BestRun = new("demo/1/1"),
        BestValue = 45.2,
        StartedAt = At,
    };

    public static DeviceSummary Device { get; } = new()
    {
        Name = "host.cpu",
        Phase = "ready",
        Reason = "",
        Slots = 2,
        Runs = [new("demo/2/1")],
    };

    public static RunSummary Run(int trial, RunPhase phase, long attempt = 1) => new()
    {
        Id = RunId.Of(Sweep.Id, trial, 1),
        Sweep = Sweep.Id,
        Trial = trial,
        Replica = 1,
        Assignment = Settings.Of(("method.temperature", 0.1 * trial)),
        Phase = phase,
        Reason = "a reason",
        Attempt = new(attempt),
        Failures = phase == RunPhase.Failed ? 3 : 0,
        Device = "host.cpu",
        ObjectiveValue = phase == RunPhase.Finished ? 45.2 : null,
    };

    public static RunProgress Progress(int trial, long step, double seconds) =>
        new(RunId.Of(Sweep.Id, trial, 1), step, 100, 812.5, "train", 4.125, 38.25, At.AddSeconds(seconds));

    public static SweepUpdate Update(ImmutableArray<RunSummary> runs, params ImmutableArray<RunProgress> progress) =>
        new(Sweep, runs, progress, [Device]);

    public static SweepResults Results { get; } = new(
        Sweep with { Phase = SweepPhase.Finished, Reason = "4 of 4 runs finished" },
        [
            new()
            {
                Trial = 2,
                Assignment = Settings.Of(("method.queue", 64), ("method.temperature", 0.2)),
                Count = 3,
                Mean = 45.25,
                StandardDeviation = 0.5,
                Interval95 = 1.2421,
                Metrics = ImmutableSortedDictionary<string, double>.Empty
                    .Add("test.knn.top1", 44).Add("train.loss", 3).Add("untrained.knn.top1", 28.5),
            },
            new()
            {
                Trial = 1,
                Assignment = Settings.Of(("method.temperature", 0.1)),
                Count = 0,
                Failed = [new("demo/1/1"), new("demo/1/2")],
            },
        ]);
}
