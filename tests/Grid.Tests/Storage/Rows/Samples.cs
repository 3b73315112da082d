using System.Collections.Immutable;
using System.Text;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Tests.Storage.Rows;

/// <summary>Rows for the tests of stores.</summary>
internal static class Samples
{
    public static readonly SweepId Sweep = new("temperature");
    public static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static StateRow State(string key, long version, string payload = "{}") =>
        new("run", key, version, Encoding.UTF8.GetBytes(payload));

    public static GrainRows Save(string key, long version, string payload =
        "{}") => new() { State = State(key, version, payload) };

    public static JournalRow Event(string key, string payload) => new("run", key, Noon, payload);

    public static RunSummary Run(long trial, int replica, RunPhase phase = RunPhase.Waiting) => new()
    {
        Id = RunId.Of(Sweep, trial, replica),
        Sweep = Sweep,
        Trial = trial,
        Replica = replica,
        Assignment = Settings.Empty,
        Phase = phase,
        Reason = "because",
        CreatedAt = Noon,
    };

    public static RunSummary Finished(
        long trial, int replica, double value, params (string Name, double Value)[] metrics) =>
        Run(trial, replica, RunPhase.Finished) with
        {
            ObjectiveValue = value,
            Metrics = metrics.ToImmutableSortedDictionary(x => x.Name, x => x.Value),
        };

    public static SweepSummary SweepOf(
        SweepId id, SweepPhase phase = SweepPhase.Running, Direction direction = Direction.Maximize) => new()
        {
            Id = id,
            Name = id.Value,
            SpecHash = "c0ffee",
            Phase = phase,
            Reason = "because",
            Objective = new("val.knn.top1", direction),
            StartedAt = Noon,
        };

    public static Task Write(this IRowStore store, RunSummary run, long version = 0) =>
        store.Write(Save(run.Id.Value, version) with { Run = run });

    public static Task Write(this IRowStore store, SweepSummary sweep, long version = 0) => store.Write(new()
    {
        State = new("sweep", sweep.Id.Value, version, "{}"u8.ToArray()),
        Sweep = sweep,
    });
}
