using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Tests.Storage.Rows;

/// <summary>What every row store promises about artifacts, and about a sweep that is deleted.</summary>
public abstract class ArtifactsContract
{
    protected abstract IRowStore Rows { get; }

    protected abstract ISummaries Summaries { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Artifacts_come_back_whole_newest_first()
    {
        var older = Artifact("model@1", Samples.Noon) with { Next = "grid why model@1", BuiltAt = Samples.Noon };
        var newer = Artifact("positives@1", Samples.Noon.AddSeconds(1)) with
        {
            Users = [new("temperature"), new("queue.2")],
            Bytes = 1L << 40,
        };
        await Write(older, 0);
        await Write(newer with { Phase = ArtifactPhase.Failed }, 0);
        await Write(newer, 1);

        var read = await Summaries.Artifacts(Cancellation);

        Assert.Equal([newer.Id, older.Id], read.Select(x => x.Id));
        Assert.Equal(newer.Users, read[0].Users);
        Assert.Equal(newer, read[0] with { Users = newer.Users });
        Assert.Equal(older, read[1] with { Users = older.Users });
    }

    [Fact]
    public async Task A_deleted_sweep_leaves_no_row_and_takes_no_other_sweeps_row_along()
    {
        var other = new SweepId("temperature-2");
        await Fill(Samples.Sweep);
        await Fill(other);

        await Rows.Delete(Samples.Sweep, Cancellation);

        Assert.Null(await Summaries.Sweep(Samples.Sweep, Cancellation));
        Assert.Equal((0, 0, 0, 0, 0), await Count(Samples.Sweep));
        Assert.NotNull(await Summaries.Sweep(other, Cancellation));
        Assert.Equal((1, 1, 1, 1, 1), await Count(other));
        await Fill(Samples.Sweep); // the names are free again
        Assert.Equal((1, 1, 1, 1, 1), await Count(Samples.Sweep));
    }

    private static ArtifactSummary Artifact(string id, DateTimeOffset at) => new()
    {
        Id = new(id),
        Stage = id.Split('@')[0],
        Phase = ArtifactPhase.Ready,
        Reason = "is there",
        Output = $"artifacts/{id}",
        Builds = 1,
        CreatedAt = at,
    };

    private Task Write(ArtifactSummary artifact, long version) => Rows.Write(
        new() { State = Samples.State(artifact.Id.Value, version), Artifact = artifact }, Cancellation);

    private async Task Fill(SweepId sweep)
    {
        var run = RunId.Of(sweep, 1, 1);
        await Rows.Write(Samples.SweepOf(sweep));
        await Rows.Write(
            new()
            {
                State = Samples.State(run.Value, 0),
                Journal = [Samples.Event(run.Value, "{}")],
                Run = Samples.Finished(1, 1, 0.5, ("loss", 1)) with { Id = run, Sweep = sweep },
            },
            Cancellation);
        await Rows.AppendMetrics(run, [new("loss", [1], [0.5])], Cancellation);
        await Rows.AppendLog(run, [new(1, Samples.Noon, "begins")], Cancellation);
    }

    private async Task<(long Runs, int States, int Events, int Series, int Lines)> Count(SweepId sweep)
    {
        var run = RunId.Of(sweep, 1, 1);
        return ((await Summaries.Runs(new() { Sweep = sweep }, Cancellation)).Total,
            await Rows.Read("run", run.Value, Cancellation) is null ? 0 : 1,
            (await Summaries.Journal("run", run.Value, Cancellation)).Length,
            (await Summaries.Metrics(run, [], cancellation: Cancellation)).Length,
            (await Summaries.Log(run, cancellation: Cancellation)).Length);
    }
}
