using Grid.Core.Runs;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class StraightPathTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();

    [Fact]
    public async Task A_submitted_sweep_runs_every_trial_and_finishes()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);

        var submitted = await process.Grid.Submit(Specs.Sweep("straight", trials: 5, replicas: 2), TestContext.Current.CancellationToken);
        var sweep = await process.Grid.Ended(submitted.Value!.Id);

        Assert.Equal(SweepPhase.Finished, sweep.Phase);
        Assert.Equal(10, sweep.FinishedRuns);
        Assert.Equal(5, sweep.BestValue);
        var runs = await process.Grid.Runs(new() { Sweep = sweep.Id }, TestContext.Current.CancellationToken);
        Assert.Equal(10, runs.Total);
        Assert.All(runs.Rows, x => Assert.Equal((RunPhase.Finished, 1), (x.Phase, x.Attempt.Value)));
        Assert.All(runs.Rows, x => Assert.Equal(x.Trial, x.ObjectiveValue));
    }
}
