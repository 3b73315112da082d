using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;

namespace Grid.Tests.Runs;

/// <summary>Runs for tests, and the events that lead them somewhere.</summary>
public static class TestRuns
{
    public const string Metric = "val.knn.top1";

    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static RunSpec Spec { get; } = new()
    {
        Id = new("s/1/1"),
        Trial = 1,
        Replica = 1,
        Assignment = Settings.Empty.With("method.temperature", 0.2),
        Recipe = Settings.Empty.With("method.temperature", 0.2),
        Seed = 7,
        ObjectiveMetric = Metric,
        Checkpoint = new() { Keep = 2 },
        MaxFailures = 3,
    };

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static CheckpointRef Checkpoint(long step, long attempt = 1) => new($"m/{attempt}/{step}", "sha", step, 1);

    public static RunState After(this RunState? state, params IEnumerable<RunEvent> events) =>
        events.Aggregate(state, (at, x) => Run.Step(at, x).State)!;

    public static RunState Waiting(RunSpec? spec = null) =>
        default(RunState).After(new RunEvent.Created(spec ?? Spec) { At = Start });

    public static RunState Running(RunSpec? spec = null) => Waiting(spec).After(Granted());

    public static RunState Pausing() => Running().After(new RunEvent.PauseRequested { At = At(2) });

    public static RunState Paused() => Waiting().After(new RunEvent.PauseRequested { At = At(1) });

    public static RunState Cancelling() => Running().After(Cancel());

    public static RunState Cancelled() => Waiting().After(Cancel());

    public static RunState Finished() => Running().After(Checkpointed(10), Ended(Finish(0.5, 20)));

    public static RunState Failed() =>
        Running().After(Ended(new AttemptEnd.Failed(FailureKind.BadInput, "no such data")));

    public static ImmutableArray<RunState> All() =>
        [Waiting(), Running(), Pausing(), Paused(), Cancelling(), Cancelled(), Finished(), Failed()];

    public static RunEvent.Granted Granted(string device = "gpu0", long epoch = 1) => new(device, epoch) { At = At(1) };

    public static RunEvent.CancelRequested Cancel() => new("not needed") { At = At(3) };

    public static RunEvent.Checkpointed Checkpointed(long step, long attempt = 1) =>
        new(new(attempt), Checkpoint(step, attempt)) { At = At(4) };

    public static RunEvent.Ended Ended(AttemptEnd end, long attempt = 1) => new(new(attempt), end) { At = At(5) };

    public static RunEvent.DeviceLost Lost(LossCause cause, string device = "gpu0", long epoch = 1) =>
        new(device, epoch, cause, "exit 134") { At = At(6) };

    public static AttemptEnd.Finished Finish(double value, long step, long attempt = 1) =>
        new(ImmutableSortedDictionary<string, double>.Empty.Add(Metric, value), Checkpoint(step, attempt));

    public static AttemptEnd.Failed Failure(FailureKind kind = FailureKind.Unexpected) =>
        new(kind, "the trainer threw");

    /// <summary>One of each event, most of them in time for a first attempt.</summary>
    public static ImmutableArray<RunEvent> Events() =>
    [
        new RunEvent.Created(Spec) { At = At(1) },
        new RunEvent.Woken { At = At(1) },
        Granted(),
        Granted("gpu1"),
        Checkpointed(30),
        Ended(Finish(0.7, 40)),
        Ended(new AttemptEnd.Stopped(Checkpoint(40))),
        Ended(Failure()),
        Lost(LossCause.Killed),
        Lost(LossCause.Aborted),
        new RunEvent.PauseRequested { At = At(1) },
        new RunEvent.ResumeRequested { At = At(1) },
        Cancel(),
        new RunEvent.ArtifactReady(new("model@1")) { At = At(1) },
        new RunEvent.ArtifactFailed(new("model@1"), "no such data") { At = At(1) },
    ];
}
