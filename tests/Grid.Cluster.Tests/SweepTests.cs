using System.Collections.Concurrent;
using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Sweeps;
using Grid.Orleans.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Grid.Cluster.Tests;

public sealed class SweepTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_submitted_sweep_runs_every_trial_and_finishes()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);

        var submitted = await process.Grid.Submit(Specs.Sweep("straight", trials: 5, replicas: 2), Cancellation);
        var sweep = await process.Grid.Ended(submitted.Value!.Id);

        Assert.Equal((SweepPhase.Finished, 10, 5.0), (sweep.Phase, sweep.FinishedRuns, sweep.BestValue));
        var runs = await process.Grid.Runs(new() { Sweep = sweep.Id }, Cancellation);
        Assert.Equal(10, runs.Total);
        Assert.All(runs.Rows, x =>
            Assert.Equal((RunPhase.Finished, 1, x.Trial), (x.Phase, x.Attempt.Value, x.ObjectiveValue)));
    }

    [Fact]
    public async Task Only_the_checkpoint_that_is_needed_stays()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);

        var spec = Specs.Sweep("tidy", trials: 1, settings: [("train.steps", 6)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await process.Grid.Ended(id);

        await Waiting.Until("older checkpoints are gone", () => Task.FromResult(_blobs.Names.Count() == 2));
        Assert.Equal(["checkpoints/tidy/1/1/1-6.json", "checkpoints/tidy/1/1/blobs/6"], _blobs.Names);
    }

    [Fact]
    public async Task A_paused_sweep_stands_still_and_goes_on_from_its_checkpoints()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs, slots: 2);
        var spec = Specs.Sweep("pause", trials: 4, settings:
            [("train.steps", 60), ("train.step_ms", 10), ("train.checkpoint_steps", 5)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await Waiting.Until("a checkpoint", () => HasCheckpoint(id));

        var paused = (await process.Grid.PauseSweep(id, Cancellation)).Value!;
        Assert.Equal((SweepPhase.Paused, $"grid sweep resume {id}"), (paused.Phase, paused.Next));
        await Waiting.Until("all runs stand still", async () =>
            (await _store.Runs(new() { Sweep = id }, Cancellation)).Rows.All(x => x.Phase == RunPhase.Paused));

        await process.Grid.ResumeSweep(id, Cancellation);
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 4), (sweep.Phase, sweep.FinishedRuns));
        var runs = await _store.Runs(new() { Sweep = id }, Cancellation);
        Assert.Equal(2, runs.Rows.Count(x => x.Attempt.Value == 2));
        Assert.All(runs.Rows, x => Assert.Equal(0, x.Failures));
    }

    [Fact]
    public async Task A_cancelled_sweep_ends_and_its_name_is_free_again()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs, slots: 2);
        var spec = Specs.Sweep("cancel", trials: 6, settings: [("train.steps", 1000), ("train.step_ms", 10)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await Waiting.Until("a checkpoint", () => HasCheckpoint(id));

        await process.Grid.CancelSweep(id, "not needed any more", Cancellation);
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Cancelled, 6), (sweep.Phase, sweep.CancelledRuns));
        var again = (await process.Grid.Submit(Specs.Sweep("cancel", trials: 1), Cancellation)).Value!;
        Assert.Equal(("cancel.2", true), (again.Id.Value, again.IsNew));
        await process.Grid.Ended(again.Id);
    }

    [Fact]
    public async Task A_cancelled_run_does_not_end_its_sweep()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);
        var spec = Specs.Sweep("one", trials: 3, settings: [("train.steps", 40), ("train.step_ms", 10)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await Waiting.Until("a checkpoint", () => HasCheckpoint(id));

        await process.Grid.CancelRun(RunId.Of(id, 2, 1), "looks wrong", Cancellation);
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 2, 1), (sweep.Phase, sweep.FinishedRuns, sweep.CancelledRuns));
    }

    [Fact]
    public async Task A_sweep_goes_on_in_a_new_process_from_the_checkpoints_of_the_old_one()
    {
        var spec = Specs.Sweep("again", trials: 4, settings:
            [("train.steps", 60), ("train.step_ms", 10), ("train.checkpoint_steps", 5)]);
        SweepId id;
        await using (var first = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs, slots: 2))
        {
            id = (await first.Grid.Submit(spec, Cancellation)).Value!.Id;
            await Waiting.Until("a checkpoint", () => HasCheckpoint(id));
        }

        var starts = new ConcurrentBag<long>();
        var trainer = new FakeTrainer(_blobs) { Beginning = order => starts.Add(order.Checkpoint?.Step ?? 0) };
        await using var second = await OneProcess.Start(_store, trainer, _blobs, slots: 2);
        var again = (await second.Grid.Submit(spec, Cancellation)).Value!;
        var sweep = await second.Grid.Ended(id);

        Assert.Equal((id, false), (again.Id, again.IsNew));
        Assert.Equal((SweepPhase.Finished, 4, 0), (sweep.Phase, sweep.FinishedRuns, sweep.FailedRuns));
        Assert.Contains(starts, x => x > 0);
    }

    [Fact]
    public async Task A_report_with_an_old_token_changes_nothing_and_is_told_so()
    {
        var trainer = new FakeTrainer(_blobs);
        await using var process = await OneProcess.Start(_store, trainer, _blobs);
        var spec = Specs.Sweep("stale", trials: 1, settings: [("train.steps", 30), ("train.step_ms", 10)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        var run = RunId.Of(id, 1, 1);
        await Waiting.Until("a checkpoint", () => HasCheckpoint(id));
        var grain = process.Services.GetRequiredService<IGrainFactory>().GetGrain<IRunGrain>(run.Value);
        var zombie = new AttemptReport
        {
            Run = run,
            Attempt = new(0),
            Metrics = [new("train.loss", [999], [0])],
            Checkpoints = [new("manifest", "0", 1000, 1)],
            End = new AttemptEnd.Finished(ImmutableSortedDictionary<string, double>.Empty, null),
        };

        Assert.Equal(ReportAnswer.Stale, await grain.Report(zombie));

        var sweep = await process.Grid.Ended(id);
        Assert.Equal(1, sweep.BestValue);
        var metrics = await _store.Metrics(run, [], cancellation: Cancellation);
        Assert.DoesNotContain(999, metrics.Single().Steps);
        Assert.Equal(30, (await _store.Run(run, Cancellation))!.CheckpointStep);
        Assert.Equal(ReportAnswer.Stale, await grain.Report(zombie with { Attempt = new(1) }));
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_loses_nothing()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs, slots: 4);
        var spec = Specs.Sweep("full", trials: 20, settings: [("train.steps", 20), ("train.step_ms", 5)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        await Waiting.Until("a checkpoint", () => HasCheckpoint(id));

        _store.IsFailing = true;
        await Waiting.Until("saves have failed", () => Task.FromResult(_store.Failures > 10));
        _store.IsFailing = false;
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 20, 0), (sweep.Phase, sweep.FinishedRuns, sweep.FailedRuns));
        var metrics = await _store.Metrics(RunId.Of(id, 1, 1), [], cancellation: Cancellation);
        Assert.Equal(20, metrics.Single().Steps.Length);
    }

    [Fact]
    public async Task Why_tells_the_journal_and_what_a_run_waits_for()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs, slots: 0);
        var id = (await process.Grid.Submit(Specs.Sweep("why", trials: 1), Cancellation)).Value!.Id;
        await Waiting.Until("the run", async () => await _store.Run(RunId.Of(id, 1, 1), Cancellation) is not null);

        var run = (await process.Grid.Why($"{id}/1/1", Cancellation)).Value!;
        var sweep = (await process.Grid.Why(id.Value, Cancellation)).Value!;
        var unknown = await process.Grid.Why("nothing/1/1", Cancellation);

        Assert.Contains("it needs 1 slots on one device and the largest has 0", run.Now, StringComparison.Ordinal);
        Assert.StartsWith("created for trial 1, replica 1: x=1", run.Story.Single().Text, StringComparison.Ordinal);
        Assert.StartsWith("submitted", sweep.Story.First().Text, StringComparison.Ordinal);
        Assert.Equal("there is no run 'nothing/1/1'", unknown.Faults.Single().Message);
    }

    [Fact]
    public async Task Why_names_the_numbers_of_each_decision()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);
        var id = (await process.Grid.Submit(Specs.Sweep("told", trials: 1), Cancellation)).Value!.Id;
        await process.Grid.Ended(id);

        var story = (await process.Grid.Why($"{id}/1/1", Cancellation)).Value!.Story;

        Assert.Equal(
            [
                "created for trial 1, replica 1: x=1",
                "attempt 1 began on control-local from step 0",
                "attempt 1 committed 2 checkpoints, the last at step 2 (0.0 MB)",
                "attempt 1 finished; the run is finished: finished",
            ],
            story.Select(x => x.Text));
    }

    private async Task<bool> HasCheckpoint(SweepId id) =>
        (await _store.Runs(new() { Sweep = id }, Cancellation)).Rows.Any(x => x.CheckpointStep >= 5);
}
