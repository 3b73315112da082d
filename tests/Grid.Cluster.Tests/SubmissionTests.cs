using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class SubmissionTests
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_file_submitted_twenty_times_at_once_is_one_sweep()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            process.Grid.Submit(Specs.Sweep("same", trials: 2), Cancellation)));

        Assert.All(all, x => Assert.Equal("same", x.Value!.Id.Value));
        Assert.Single(all, x => x.Value!.IsNew);
        var sweep = await process.Grid.Ended(new("same"));
        Assert.Equal(2, sweep.FinishedRuns);
        Assert.Equal(1, (await process.Grid.Sweeps(new(), Cancellation)).Total);
    }

    [Fact]
    public async Task Of_different_files_under_one_name_one_wins_and_the_others_hear_why()
    {
        await using var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(x => process.Grid.Submit(
            Specs.Sweep("edited", trials: 2, hash: $"h{x}", settings: [("train.step_ms", 200)]), Cancellation)));

        Assert.Single(all, x => x.IsValid);
        var fault = all.First(x => !x.IsValid).Faults.Single();
        Assert.Contains("is not finished and its file was different", fault.Message, StringComparison.Ordinal);
        Assert.Contains("grid sweep cancel edited", fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finished_sweep_answers_with_its_results_and_an_edited_file_is_the_next_of_its_name()
    {
        await using (var process = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs))
        {
            var first = await process.Grid.Submit(Specs.Sweep("next", trials: 1), Cancellation);
            await process.Grid.Ended(first.Value!.Id);
        }

        await using var later = await OneProcess.Start(_store, new FakeTrainer(_blobs), _blobs);
        var same = (await later.Grid.Submit(Specs.Sweep("next", trials: 1), Cancellation)).Value!;
        var edited = (await later.Grid.Submit(Specs.Sweep("next", trials: 2, hash: "h2"), Cancellation)).Value!;
        var newest = await later.Grid.Ended(edited.Id);
        var old = (await later.Grid.Submit(Specs.Sweep("next", trials: 1), Cancellation)).Value!;

        Assert.Equal(("next", false), (same.Id.Value, same.IsNew));
        Assert.Equal(("next.2", true), (edited.Id.Value, edited.IsNew));
        Assert.Equal(("next", false), (old.Id.Value, old.IsNew));
        Assert.Equal((SweepPhase.Finished, 2), (newest.Phase, newest.FinishedRuns));
        Assert.Equal("next.2", (await later.Grid.Sweep("next", Cancellation)).Value!.Id.Value);
        Assert.Equal("next", (await later.Grid.Sweep("next.1", Cancellation)).Value!.Id.Value);
    }
}
