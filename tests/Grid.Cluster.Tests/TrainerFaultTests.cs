using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class TrainerFaultTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trainer_that_throws_is_tried_again_within_the_limit_and_the_log_has_the_stack()
    {
        var run = await RunWith((_, _) => throw new InvalidOperationException("the trainer has a bug"));

        Assert.Equal((RunPhase.Failed, 2, 2), (run.Phase, run.Attempt.Value, run.Failures));
        Assert.Contains(
            "InvalidOperationException: the trainer has a bug (2 failures)", run.Reason, StringComparison.Ordinal);
        Assert.Contains("grid run logs", run.Next, StringComparison.Ordinal);
        var log = await _store.Log(run.Id, cancellation: Cancellation);
        Assert.Equal(2, log.Count(x => x.Text.Contains(nameof(TrainerFaultTests), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_trainer_that_runs_out_of_memory_says_what_to_do()
    {
        var run = await RunWith((_, _) => throw new InsufficientMemoryException("64 GB wanted"));

        Assert.Equal((RunPhase.Failed, 2), (run.Phase, run.Failures));
        Assert.Equal("use a smaller batch or fewer slots", run.Next);
    }

    [Fact]
    public async Task A_store_that_fails_once_is_no_failure_of_the_run()
    {
        var run = await RunWith((order, step) =>
        {
            if (order.Attempt.Value == 1 && step == 2)
            {
                throw new StoreException("the disk was away for a moment", true);
            }
        });

        Assert.Equal((RunPhase.Finished, 2, 0), (run.Phase, run.Attempt.Value, run.Failures));
    }

    [Fact]
    public async Task A_recipe_at_fault_is_not_tried_again()
    {
        await using var process = await OneProcess.Start(_store, new Refusing(), _blobs);
        var id = (await process.Grid.Submit(Specs.Sweep("bad", trials: 1), Cancellation)).Value!.Id;
        var sweep = await process.Grid.Ended(id);

        var run = (await _store.Run(RunId.Of(id, 1, 1), Cancellation))!;
        Assert.Equal((RunPhase.Failed, 1), (run.Phase, run.Attempt.Value));
        Assert.Contains("first failure: bad/1/1: the data file is truncated", sweep.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_objective_that_is_never_reported_is_named()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);
        var spec = Specs.Sweep("metric", trials: 1) with { Objective = new("val.nothing", Direction.Maximize) };
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await process.Grid.Ended(id);

        var run = (await _store.Run(RunId.Of(id, 1, 1), Cancellation))!;
        Assert.Equal((RunPhase.Failed, 1), (run.Phase, run.Attempt.Value));
        Assert.Contains("val.nothing", run.Reason, StringComparison.Ordinal);
        Assert.Contains("val.score", run.Next, StringComparison.Ordinal);
    }

    private async Task<RunSummary> RunWith(Action<AttemptOrder, long> stepping)
    {
        var trainer = new FakeTrainer(_blobs) { Stepping = stepping };
        await using var process = await OneProcess.Start(_store, trainer, _blobs);
        var id = (await process.Grid.Submit(Specs.Sweep("fault", trials: 1, attempts: 2), Cancellation)).Value!.Id;
        await process.Grid.Ended(id);
        return (await _store.Run(RunId.Of(id, 1, 1), Cancellation))!;
    }

    private sealed class Refusing : ITrainer
    {
        public AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop) =>
            new AttemptEnd.Failed(FailureKind.BadInput, "the data file is truncated");
    }
}
