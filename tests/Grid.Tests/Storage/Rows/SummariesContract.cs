using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Tests.Storage.Rows;

/// <summary>What every row store promises about the read model.</summary>
public abstract class SummariesContract
{
    protected abstract IRowStore Rows { get; }

    protected abstract ISummaries Summaries { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_comes_back_whole()
    {
        var sweep = Samples.SweepOf(Samples.Sweep, SweepPhase.Paused, Direction.Minimize) with
        {
            Next = "grid sweep resume temperature",
            PlannedRuns = 12,
            StartedRuns = 5,
            FinishedRuns = 2,
            FailedRuns = 1,
            CancelledRuns = 1,
            BestRun = new("temperature/2/1"),
            BestValue = double.NaN,
            EndedAt = Samples.Noon.AddTicks(7),
        };
        await Rows.Write(sweep);
        var read = await Summaries.Sweep(sweep.Id, Cancellation);
        Assert.Equal(sweep with { Revision = read!.Revision }, read);
        Assert.Null(await Summaries.Sweep(new("absent"), Cancellation));
    }

    [Fact]
    public async Task A_run_comes_back_whole()
    {
        var finished = Samples.Finished(3, 2, double.PositiveInfinity, ("loss", double.NaN), ("val.knn.top1", 91.5));
        var run = finished with
        {
            Assignment = Settings.Of(("method.name", "moco \"v2\"\n"), ("train.lr", 1e-5), ("method.symmetric", true)),
            Next = "grid why temperature/3/2",
            Attempt = new(4),
            Failures = 1,
            Device = "host.gpu0",
            CheckpointStep = 1L << 40,
            EndedAt = Samples.Noon.AddSeconds(1),
        };
        await Rows.Write(run);
        var read = await Summaries.Run(run.Id, Cancellation);
        Assert.Equal(run.Metrics, read!.Metrics);
        Assert.Equal(run with { Revision = read.Revision, Metrics = read.Metrics }, read);
    }

    [Theory]
    [InlineData(-0.0)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(1e17)]
    public async Task Any_objective_value_comes_back(double value)
    {
        await Rows.Write(Samples.Finished(1, 1, value));
        Assert.Equal(value, (await Summaries.Run(new("temperature/1/1"), Cancellation))!.ObjectiveValue);
    }

    [Theory]
    [InlineData("temperature/3/1")]
    [InlineData("temperature")]
    [InlineData("a/b/c")]
    [InlineData("")]
    public async Task A_run_that_is_not_there_is_null(string id) =>
        Assert.Null(await Summaries.Run(new(id), Cancellation));

    [Fact]
    public async Task A_run_not_named_after_its_parents_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Rows.Write(Samples.Run(1, 1) with { Id = new("x/1/1") }));

    [Fact]
    public async Task Each_save_moves_the_change_number_and_the_rows_behind_it_can_be_asked_for()
    {
        Assert.Equal(0, await Summaries.Revision(Cancellation));
        await Rows.Write(Samples.Run(1, 1));
        await Rows.Write(Samples.Run(2, 1));
        var before = await Summaries.Revision(Cancellation);
        await Rows.Write(Samples.Run(1, 1, RunPhase.Running), 1);
        var changed = await Summaries.Runs(new() { Sweep = Samples.Sweep, AfterRevision = before }, Cancellation);
        var row = Assert.Single(changed.Rows);
        Assert.Equal((new RunId("temperature/1/1"), RunPhase.Running), (row.Id, row.Phase));
        Assert.Equal(row.Revision, await Summaries.Revision(Cancellation));
        Assert.True(row.Revision > before);
    }

    [Fact]
    public async Task Sweeps_are_paged_newest_first()
    {
        for (var i = 0; i < 5; i++)
        {
            await Rows.Write(Samples.SweepOf(new($"s{i}"), i % 2 == 0 ? SweepPhase.Running : SweepPhase.Finished) with
            {
                StartedAt = Samples.Noon.AddHours(i),
                Name = i == 4 ? "other" : "same",
            });
        }

        Assert.Equal((5, "s3 s2"), Ids(await Summaries.Sweeps(new() { Skip = 1, Take = 2 }, Cancellation)));
        Assert.Equal((2, "s3 s1"), Ids(await Summaries.Sweeps(new() { Phase = SweepPhase.Finished }, Cancellation)));
        var both = new SweepQuery { Phase = SweepPhase.Running, Name = "same" };
        Assert.Equal((2, "s2 s0"), Ids(await Summaries.Sweeps(both, Cancellation)));
    }

    [Fact]
    public async Task What_has_not_ended_is_unfinished()
    {
        foreach (var phase in Enum.GetValues<SweepPhase>())
        {
            await Rows.Write(Samples.SweepOf(new(phase.ToString()), phase));
        }

        var unfinished = await Summaries.UnfinishedSweeps(Cancellation);
        Assert.Equal(["Cancelling", "Paused", "Running"], unfinished.Select(x => x.Value).Order());
    }

    [Fact]
    public async Task Results_of_a_sweep_that_is_not_there_are_null() =>
        Assert.Null(await Summaries.Results(new("absent"), Cancellation));

    [Fact]
    public async Task Results_rank_trials_and_name_failed_replicas()
    {
        await Rows.Write(Samples.SweepOf(Samples.Sweep) with { BestValue = 93 });
        await Rows.Write(Samples.Finished(1, 1, 90, ("val.knn.top1", 90), ("test.top1", 80)));
        await Rows.Write(Samples.Finished(1, 2, 92, ("val.knn.top1", 92), ("test.top1", 84)));
        await Rows.Write(Samples.Finished(1, 3, 91, ("val.knn.top1", 91), ("test.top1", double.NaN)));
        await Rows.Write(Samples.Finished(2, 1, 93, ("val.knn.top1", 93), ("test.top1", 70)));
        await Rows.Write(Samples.Run(2, 2, RunPhase.Failed));
        await Rows.Write(Samples.Run(2, 3, RunPhase.Running));
        await Rows.Write(Samples.Run(3, 1));
        await Rows.Write(Samples.Finished(4, 1, double.NaN));
        var results = await Summaries.Results(Samples.Sweep, Cancellation);
        Assert.Equal([2, 1, 3, 4], results!.Trials.Select(x => x.Trial));
        var (second, first) = (results.Trials[0], results.Trials[1]);
        Assert.Equal((1, 93.0), (second.Count, second.Mean));
        Assert.Equal(((double?)null, (double?)null), (second.StandardDeviation, second.Interval95));
        Assert.Equal([new RunId("temperature/2/2")], second.Failed);
        Assert.Equal((3, 91.0, 1.0), (first.Count, first.Mean, first.StandardDeviation));
        Assert.Equal(4.302653 / Math.Sqrt(3), first.Interval95!.Value, 6);
        Assert.Equal(["test.top1"], first.Metrics.Keys);
        Assert.Equal((double.NaN, 70), (first.Metrics["test.top1"], second.Metrics["test.top1"]));
        Assert.Equal((0, (double?)null), (results.Trials[2].Count, results.Trials[2].Mean));
        Assert.Equal((1, double.NaN), (results.Trials[3].Count, results.Trials[3].Mean));
    }

    [Fact]
    public async Task A_spread_far_smaller_than_the_values_keeps_its_digits()
    {
        await Rows.Write(Samples.SweepOf(Samples.Sweep) with { BestValue = 1e9 });
        foreach (var (replica, value) in ImmutableArray.Create(1e9, 1e9 + 1, 1e9 + 2).Index())
        {
            await Rows.Write(Samples.Finished(1, replica + 1, value));
        }

        var results = await Summaries.Results(Samples.Sweep, Cancellation);
        Assert.Equal(1.0, results!.Trials[0].StandardDeviation!.Value, 9);
    }

    private static (long Total, string Ids) Ids(Page<SweepSummary> page) =>
        (page.Total, string.Join(' ', page.Rows.Select(x => x.Id)));
}
