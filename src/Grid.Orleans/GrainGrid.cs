using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Orleans.Backlogs;
using Grid.Orleans.Runs;
using Grid.Orleans.Sweeps;

namespace Grid.Orleans;

/// <summary>The control plane through grains: changes go to them, lists come from the summaries.</summary>
public sealed class GrainGrid(IGrainFactory grains, ISummaries summaries, IRowStore rows, TimeProvider time) : IGrid
{
    private static readonly TimeSpan UpdatePeriod = TimeSpan.FromMilliseconds(250);

    private IBacklogGrain Backlog => grains.GetGrain<IBacklogGrain>(0);

    /// <inheritdoc/>
    public async Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default)
    {
        var answer = await grains.GetGrain<ISweepNameGrain>(spec.Name).Submit(spec);
        return answer.Submission is { } submission ? Result<Submission>.Valid(submission) : Result<Submission>.Invalid(answer.Faults);
    }

    /// <inheritdoc/>
    public async Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default) =>
        Known(await SweepOf(id).Pause(), id);

    /// <inheritdoc/>
    public async Task<Result<SweepSummary>> ResumeSweep(SweepId id, CancellationToken cancellation = default) =>
        Known(await SweepOf(id).Resume(), id);

    /// <inheritdoc/>
    public async Task<Result<SweepSummary>> CancelSweep(SweepId id, string reason, CancellationToken cancellation = default) =>
        Known(await SweepOf(id).Cancel(reason), id);

    /// <inheritdoc/>
    public async Task<Result<RunSummary>> CancelRun(RunId id, string reason, CancellationToken cancellation = default) =>
        Known(await RunOf(id).Cancel(reason), id);

    /// <inheritdoc/>
    public async Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default) =>
        Known(await RunOf(id).Pause(), id);

    /// <inheritdoc/>
    public async Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default) =>
        Known(await RunOf(id).Resume(), id);

    /// <inheritdoc/>
    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) =>
        summaries.Sweeps(query, cancellation);

    /// <inheritdoc/>
    public async Task<Result<SweepSummary>> Sweep(string idOrName, CancellationToken cancellation = default)
    {
        var newest = await summaries.Sweeps(new() { Name = idOrName, Take = 1 }, cancellation);
        return Known(newest.Rows.FirstOrDefault() ?? await summaries.Sweep(new(idOrName), cancellation), new SweepId(idOrName));
    }

    /// <inheritdoc/>
    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) =>
        summaries.Runs(query, cancellation);

    /// <inheritdoc/>
    public async Task<Result<RunDetail>> Run(RunId id, CancellationToken cancellation = default)
    {
        if (await summaries.Run(id, cancellation) is not { } summary
            || await rows.Read(RunGrain.Format.Kind, id.Value, cancellation) is not { } row)
        {
            return Result<RunDetail>.Invalid(Unknown("run", id.Value));
        }

        var progress = summary.Phase == RunPhase.Running ? await RunOf(id).Progress() : null;
        return Result<RunDetail>.Valid(new(summary, RunGrain.Format.Read(row).State, progress));
    }

    /// <inheritdoc/>
    public async Task<Result<SweepResults>> Results(SweepId id, CancellationToken cancellation = default) =>
        await summaries.Results(id, cancellation) is { } results
            ? Result<SweepResults>.Valid(results)
            : Result<SweepResults>.Invalid(Unknown("sweep", id.Value));

    /// <inheritdoc/>
    public async Task<Result<ImmutableArray<MetricSeries>>> Metrics(
        RunId id, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default) =>
        await summaries.Run(id, cancellation) is null
            ? Result<ImmutableArray<MetricSeries>>.Invalid(Unknown("run", id.Value))
            : Result<ImmutableArray<MetricSeries>>.Valid(await summaries.Metrics(id, names, maxPoints, cancellation));

    /// <inheritdoc/>
    public async Task<Result<ImmutableArray<LogLine>>> Log(RunId id, int maxLines = 1000, CancellationToken cancellation = default) =>
        await summaries.Run(id, cancellation) is null
            ? Result<ImmutableArray<LogLine>>.Invalid(Unknown("run", id.Value))
            : Result<ImmutableArray<LogLine>>.Valid(await summaries.Log(id, maxLines, cancellation));

    /// <inheritdoc/>
    public Task<Result<Explanation>> Why(string id, CancellationToken cancellation = default) =>
        id.Contains('/', StringComparison.Ordinal) ? WhyRun(new(id), cancellation) : WhySweep(id, cancellation);

    /// <inheritdoc/>
    public async Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default) =>
        (await Backlog.Devices()).Devices;

    /// <inheritdoc/>
    public async IAsyncEnumerable<SweepUpdate> Watch(SweepId id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var timer = new PeriodicTimer(UpdatePeriod, time);
        var before = -1L;
        ImmutableArray<RunProgress> told = [];
        do
        {
            var revision = await summaries.Revision(cancellation);
            if (await summaries.Sweep(id, cancellation) is not { } summary)
            {
                yield break;
            }

            var devices = await Devices(cancellation);
            var progress = await ProgressOf(id, devices);
            if (revision != before || !progress.SequenceEqual(told))
            {
                yield return new(summary, await Changed(id, before, cancellation), progress, devices);
                (before, told) = (revision, progress);
            }

            if (summary.EndedAt is not null)
            {
                yield break;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    private async Task<ImmutableArray<RunSummary>> Changed(SweepId id, long after, CancellationToken cancellation)
    {
        var query = after < 0
            ? new RunQuery { Sweep = id, Phase = RunPhase.Running, Take = 1000 }
            : new RunQuery { Sweep = id, AfterRevision = after, Order = RunOrder.Changed, Take = 1000 };
        return (await summaries.Runs(query, cancellation)).Rows;
    }

    private async Task<ImmutableArray<RunProgress>> ProgressOf(SweepId id, ImmutableArray<DeviceSummary> devices)
    {
        var aboard = devices.SelectMany(x => x.Runs).Where(x => x.Sweep == id);
        var all = await Task.WhenAll(aboard.Select(x => RunOf(x).Progress()));
        return [.. all.OfType<RunProgress>().OrderBy(x => x.Run)];
    }

    private async Task<Result<Explanation>> WhyRun(RunId id, CancellationToken cancellation)
    {
        if (await Run(id, cancellation) is not { IsValid: true, Value: { } run })
        {
            return Result<Explanation>.Invalid(Unknown("run", id.Value));
        }

        var now = $"{run.Summary.Phase}: {run.Summary.Reason}";
        now += run switch
        {
            { Summary.Phase: RunPhase.Waiting } => $" ({await Backlog.WhyWaits(id)})",
            { Progress: { } x } => $" (step {x.Step} of {x.Steps}, {x.ImagesPerSecond:0} images/s)",
            _ => "",
        };
        var journal = await summaries.Journal("run", id.Value, cancellation);
        return Result<Explanation>.Valid(new(id.Value, now, run.Summary.Next, RunStory.Tell(journal)));
    }

    private async Task<Result<Explanation>> WhySweep(string idOrName, CancellationToken cancellation)
    {
        if (await Sweep(idOrName, cancellation) is not { IsValid: true, Value: { } sweep })
        {
            return Result<Explanation>.Invalid(Unknown("sweep", idOrName));
        }

        var journal = await summaries.Journal("sweep", sweep.Id.Value, cancellation);
        return Result<Explanation>.Valid(
            new(sweep.Id.Value, $"{sweep.Phase}: {sweep.Reason}", sweep.Next, SweepStory.Tell(journal)));
    }

    private ISweepGrain SweepOf(SweepId id) => grains.GetGrain<ISweepGrain>(id.Value);

    private IRunGrain RunOf(RunId id) => grains.GetGrain<IRunGrain>(id.Value);

    private static Result<SweepSummary> Known(SweepSummary? summary, SweepId id) =>
        summary is null ? Result<SweepSummary>.Invalid(Unknown("sweep", id.Value)) : Result<SweepSummary>.Valid(summary);

    private static Result<RunSummary> Known(RunSummary? summary, RunId id) =>
        summary is null ? Result<RunSummary>.Invalid(Unknown("run", id.Value)) : Result<RunSummary>.Valid(summary);

    private static Diagnostic Unknown(string what, string id) => new(
        "id", $"there is no {what} '{id}'",
        what == "sweep" ? "list them with: grid sweep list" : "list the runs of a sweep with: grid sweep show SWEEP");
}
