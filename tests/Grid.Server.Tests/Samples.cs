using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Search;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Server.Tests;

/// <summary>Values with everything that is hard to send: NaN, infinities, dots, spaces and slashes in names.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public static readonly SweepId Endless = new("endless");

    public static ImmutableArray<Diagnostic> Faults { get; } =
        [new("replicas", "must be at least 1, found 0", "write replicas: 1", 7), new("space", "is empty")];

    public static SweepSpec Spec { get; } = new()
    {
        Name = "moco",
        Seed = ulong.MaxValue,
        Objective = new("val.knn.top1", Direction.Minimize),
        Bases = ImmutableSortedDictionary<string, Settings>.Empty.Add("moco", Settings.Of(
            ("method.temperature", 0.2), ("data.root", "a b/c"), ("train.cosine", true))),
        Space = new()
        {
            Knobs =
            [
                new() { Path = "method.temperature", Domain = new Domain.Choice([0.1, 0.2]) },
                new() { Path = "method.queue", Domain = new Domain.Log2(64, 4096), When = "method.name == 'moco'" },
            ],
            Constraints = ["method.queue >= train.batch"],
            Points = [Settings.Of(("method.temperature", 0.2))],
        },
        Replicas = 3,
        Sampler = new(SamplerKind.Random, 12),
        Limits = new() { Hours = 1.5 },
        Hash = "00ff",
    };

    public static ArtifactDetail Artifact { get; } = Of(new ArtifactSpec
    {
        Id = new("positives@00ff"),
        Stage = "positives",
        Recipe = Settings.Of(("data.root", "a b/c")),
        Seed = ulong.MaxValue,
        Output = "artifacts/positives-00ff.npy",
    });

    public static SweepSummary Sweep { get; } = new()
    {
        Id = new("moco.2"),
        Name = "moco",
        SpecHash = "00ff",
        Phase = SweepPhase.Paused,
        Reason = "paused by the user",
        Next = "grid sweep resume moco.2",
        Objective = Spec.Objective,
        PlannedRuns = 12,
        BestRun = new("moco.2/1/1"),
        BestValue = double.NegativeInfinity,
        StartedAt = At,
        Revision = long.MaxValue,
    };

    public static RunSummary Run { get; } = new()
    {
        Id = new("moco.2/3/1"),
        Sweep = Sweep.Id,
        Trial = 3,
        Replica = 1,
        Assignment = Settings.Of(("method.queue", 4096), ("method.name", "moco"), ("train.cosine", false)),
        Phase = RunPhase.Finished,
        Reason = "finished",
        Attempt = new(2),
        ObjectiveValue = double.NaN,
        Metrics = ImmutableSortedDictionary<string, double>.Empty
            .Add("val.knn.top1", double.NaN).Add("train.loss", 1e-300),
        CreatedAt = At,
        EndedAt = At.AddSeconds(1),
    };

    private static ArtifactDetail Of(ArtifactSpec spec) => new(ArtifactSummary.Of(new()
    {
        Spec = spec,
        Phase = ArtifactPhase.Ready,
        Reason = "is there",
        Build = 1,
        Users = [new("moco.2")],
        Bytes = 12,
        CreatedAt = At,
        BuiltAt = At,
    }), spec);

    public static RunProgress Progress { get; } = new(Run.Id, 5, 10, 123.4, "train", double.NaN, null, At);

    public static RunDetail Detail { get; } = new(
        Run,
        new()
        {
            Spec = new()
            {
                Id = Run.Id,
                Trial = 3,
                Replica = 1,
                Assignment = Run.Assignment,
                Recipe = Spec.Bases["moco"],
                Seed = 18_000_000_000_000_000_001,
                ObjectiveMetric = "val.knn.top1",
            },
            Reason = "finished",
            Checkpoints = [new("runs/m.json", "ab", 5, 1234)],
        },
        Progress);

    public static SweepResults Results { get; } = new(
        Sweep,
        [
            new()
            {
                Trial = 3, Assignment = Run.Assignment, Count = 1, Failed = [new("moco.2/3/2")], Mean = double.NaN,
            },
        ]);

    public static ImmutableArray<MetricSeries> Metrics { get; } =
        [new("train.loss", [1, 2, 3], [double.NaN, double.PositiveInfinity, 0.1])];

    public static ImmutableArray<LogLine> Log { get; } = [new(2, At, "a line with \"quotes\" and \u00fc\u4e2d")];

    public static Explanation Why { get; } =
        new("moco.2/3/1", "finished", null, [new(At, "attempt 2 began on host.cpu")]);

    public static DeviceSummary Device { get; } = new()
    {
        Name = "host.cpu",
        Phase = "ready",
        Reason = "",
        Slots = 2,
        Runs = [Run.Id],
    };

    public static SweepUpdate Update { get; } = new(Sweep, [Run], [Progress], [Device]);
}
