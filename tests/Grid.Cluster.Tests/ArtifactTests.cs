using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Grid.Core.Artifacts;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class ArtifactTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly ConcurrentBag<string> _trained = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private int Builds(string stage) => _trained.Count(x => x == stage);

    [Fact]
    public async Task A_sweep_over_five_strengths_builds_one_model_and_five_sets_and_a_second_sweep_builds_nothing()
    {
        await using var process = await OneProcess.Start(_store, new Builder(_blobs, _trained), _blobs);

        var first = await Finish(process.Grid, Sweep("first"));
        Assert.Equal((180, 1, 5), (first.FinishedRuns, Builds("model"), Builds("positives")));

        var second = await Finish(process.Grid, Sweep("second") with { Seed = 9 });
        Assert.Equal((180, 1, 5), (second.FinishedRuns, Builds("model"), Builds("positives")));
        Assert.Equal(360, Builds("train"));
    }

    [Fact]
    public async Task Two_sweeps_at_once_share_their_builds()
    {
        await using var process = await OneProcess.Start(_store, new Builder(_blobs, _trained), _blobs);

        var both = await Task.WhenAll(
            Finish(process.Grid, Sweep("left")), Finish(process.Grid, Sweep("right") with { Seed = 9 }));

        Assert.All(both, x => Assert.Equal(180, x.FinishedRuns));
        Assert.Equal((1, 5, 360), (Builds("model"), Builds("positives"), Builds("train")));
    }

    [Fact]
    public async Task Silos_that_share_a_store_share_builds_too()
    {
        await using var cluster = await TestCluster.Start(
            _store, _blobs, () => new Builder(_blobs, _trained), silos: 3, slots: 2);

        var sweep = await Finish(cluster.Grid, Sweep("wide"));

        Assert.Equal((180, 1, 5), (sweep.FinishedRuns, Builds("model"), Builds("positives")));
    }

    [Fact]
    public async Task A_build_that_fails_fails_the_runs_that_need_it_and_the_sweep_ends()
    {
        await using var process = await OneProcess.Start(
            _store, new Builder(_blobs, _trained) { IsBroken = true }, _blobs);

        var sweep = await Finish(process.Grid, Sweep("broken"));

        Assert.Equal((0, 180, 1), (sweep.FinishedRuns, sweep.FailedRuns, Builds("model")));
        var run = await process.Grid.Run(new($"{sweep.Id}/1/1"), Cancellation);
        Assert.Contains("which it needs, failed", run.Value!.Summary.Reason, StringComparison.Ordinal);
        Assert.Contains("no such data", run.Value.Summary.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ended_sweep_is_deleted_whole_and_its_artifacts_once_nobody_uses_them()
    {
        await using var process = await OneProcess.Start(_store, new Builder(_blobs, _trained), _blobs);
        var sweep = await Finish(process.Grid, Sweep("short-lived"));
        await _blobs.PutIfAbsent(
            $"{CheckpointRef.FolderOf(new($"{sweep.Id}/1/1"))}of-a-killed-attempt", new byte[1], Cancellation);

        Assert.True((await process.Grid.DeleteSweep(sweep.Id, Cancellation)).IsValid);

        Assert.False((await process.Grid.Sweep(sweep.Id.Value, Cancellation)).IsValid);
        Assert.Empty((await process.Grid.Runs(new() { Sweep = sweep.Id }, Cancellation)).Rows);
        Assert.False((await process.Grid.Run(new($"{sweep.Id}/1/1"), Cancellation)).IsValid);
        Assert.DoesNotContain(_blobs.Names, x => x.Contains("short-lived/", StringComparison.Ordinal));

        var unused = ArtifactUse.Unused(await process.Grid.Artifacts(Cancellation), []);
        Assert.Equal(6, unused.Length);
        foreach (var artifact in unused)
        {
            Assert.True((await process.Grid.DeleteArtifact(artifact.Id, Cancellation)).IsValid);
        }

        await Waiting.Until("blobs are gone", () => Task.FromResult(
            !_blobs.Names.Any(x => x.StartsWith("artifacts/", StringComparison.Ordinal))));
        await Finish(process.Grid, Sweep("short-lived"));
        Assert.Equal((2, 10), (Builds("model"), Builds("positives")));
    }

    [Fact]
    public async Task A_sweep_that_goes_on_is_not_deleted()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);
        var submitted = await process.Grid.Submit(
            Specs.Sweep("busy", trials: 3, settings: ("train.step_ms", 500)), Cancellation);

        var refused = await process.Grid.DeleteSweep(submitted.Value!.Id, Cancellation);

        Assert.Equal("busy has not ended", Assert.Single(refused.Faults).Message);
        await process.Grid.CancelSweep(submitted.Value.Id, "enough", Cancellation);
        await process.Grid.Ended(submitted.Value.Id);
    }

    private static async Task<Core.Summaries.SweepSummary> Finish(IGrid grid, SweepSpec spec) =>
        await grid.Ended((await grid.Submit(spec, Cancellation)).Value!.Id);

    /// <summary>5 strengths, 12 other points, 3 replicas.</summary>
    private static SweepSpec Sweep(string name)
    {
        var spec = Specs.Sweep(name, trials: 12, replicas: 3, settings: [("strength", 0), ("width", 8)]);
        return spec with
        {
            Space = new()
            {
                Knobs =
                [
                    new() { Path = "strength", Domain = new Domain.Int(1, 5, 1) }, .. spec.Space.Knobs,
                ],
            },
            Stages = spec.Stages.Add("fake", new StageChain("sha",
            [
                new("model", ["width"], [], "", 1), new("positives", ["strength"], ["model"], "", 1),
            ])),
        };
    }

    /// <summary>Builds and trains next to nothing, and writes down what.</summary>
    private sealed class Builder(IBlobStore blobs, ConcurrentBag<string> trained) : ITrainer
    {
        private readonly FakeTrainer _trainer = new(blobs);

        public bool IsBroken { get; init; }

        public AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop)
        {
            trained.Add(order.Build?.Stage ?? "train");
            var missing = order.Artifacts.Values.Where(x => blobs.Read(x).GetAwaiter().GetResult() is null).ToList();
            if (missing.Count > 0 || IsBroken)
            {
                return new AttemptEnd.Failed(FailureKind.BadInput, $"no such data {string.Join(' ', missing)}");
            }

            if (order.Build is not { } build)
            {
                return _trainer.Train(order, reporter, stop);
            }

            Thread.Sleep(50);
            blobs.PutIfAbsent(build.Output, Encoding.UTF8.GetBytes(build.Output), stop).GetAwaiter().GetResult();
            return new AttemptEnd.Finished(ImmutableSortedDictionary<string, double>.Empty, null);
        }
    }
}
