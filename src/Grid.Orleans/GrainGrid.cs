using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Orleans.Artifacts;
using Grid.Orleans.Backlogs;
using Grid.Orleans.Runs;
using Grid.Orleans.Shells;
using Grid.Orleans.Sweeps;

namespace Grid.Orleans;

/// <summary>The control plane through grains: changes go to them, lists come from the summaries.</summary>
public sealed class GrainGrid(IGrainFactory grains, ISummaries summaries, IRowStore rows, TimeProvider time)
    : StoredGrid(summaries, rows)
{
    private const int MaxTries = 25;
    private static readonly TimeSpan UpdatePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(200);

    private readonly ISummaries _summaries = summaries;
    private readonly IRowStore _rows = rows;

    private IBacklogGrain Backlog => grains.Backlog();

    /// <inheritdoc/>
    public override async Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default)
    {
        var answer = await Insist(() => grains.Grain<ISweepNameGrain>(spec.Name).Submit(spec), cancellation);
        return answer.Submission is { } submission
            ? Result<Submission>.Valid(submission)
            : Result<Submission>.Invalid(answer.Faults);
    }

    /// <inheritdoc/>
    public override async Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default) =>
        Known(await Insist(() => SweepOf(id).Pause(), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<SweepSummary>> ResumeSweep(
        SweepId id, CancellationToken cancellation = default) =>
        Known(await Insist(() => SweepOf(id).Resume(), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<SweepSummary>> CancelSweep(
        SweepId id, string reason, CancellationToken cancellation = default) =>
        Known(await Insist(() => SweepOf(id).Cancel(reason), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<RunSummary>> CancelRun(
        RunId id, string reason, CancellationToken cancellation = default) =>
        Known(await Insist(() => RunOf(id).Cancel(reason), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default) =>
        Known(await Insist(() => RunOf(id).Pause(), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default) =>
        Known(await Insist(() => RunOf(id).Resume(), cancellation), id);

    /// <inheritdoc/>
    public override async Task<Result<ArtifactSummary>> DeleteArtifact(
        ArtifactId id, CancellationToken cancellation = default)
    {
        var known = await Insist(() => grains.Grain<IArtifactGrain>(id.Value).Delete(), cancellation);
        return known is { Phase: not ArtifactPhase.Deleted }
            ? Result<ArtifactSummary>.Invalid(new Diagnostic("id", $"runs wait for {id}", $"grid why {id}"))
            : Known(known, id);
    }

    /// <inheritdoc/>
    public override async Task<Result<SweepSummary>> DeleteSweep(
        SweepId id, CancellationToken cancellation = default)
    {
        if (await Insist(() => SweepOf(id).Summary(), cancellation) is not { } sweep)
        {
            return Known((SweepSummary?)null, id);
        }

        if (sweep.EndedAt is null)
        {
            return Result<SweepSummary>.Invalid(new Diagnostic(
                "id", $"{id} has not ended", $"end it first: grid sweep cancel {id}"));
        }

        for (var done = 0; await PageOf(id, done, cancellation) is { IsEmpty: false } page; done += page.Length)
        {
            await Task.WhenAll(page.Select(x => Insist(() => RunOf(x.Id).Forget(), cancellation)));
        }

        await Task.WhenAll((await Artifacts(cancellation)).Select(
            x => Insist(() => grains.Grain<IArtifactGrain>(x.Id.Value).Forget(id), cancellation)));
        await Insist(() => SweepOf(id).Delete(), cancellation);
        return Result<SweepSummary>.Valid(sweep);
    }

    /// <inheritdoc/>
    public override async Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default) =>
        (await Insist(() => Backlog.Devices(), cancellation)).Devices;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SweepUpdate> Watch(
        SweepId id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var timer = new PeriodicTimer(UpdatePeriod, time);
        var before = -1L;
        ImmutableArray<RunProgress> told = [];
        Diagnostic? trouble = null;
        do
        {
            var revision = await _summaries.Revision(cancellation);
            if (await _summaries.Sweep(id, cancellation) is not { } summary)
            {
                yield break;
            }

            var devices = await Devices(cancellation);
            var progress = await Insist(() => Aboard(id, devices), cancellation);
            var now = Trouble();
            if (revision != before || now != trouble || !progress.SequenceEqual(told))
            {
                yield return new(summary, await Changed(id, before, cancellation), progress, devices)
                {
                    Trouble = now,
                };
                (before, told, trouble) = (revision, progress, now);
            }

            if (summary.EndedAt is not null)
            {
                yield break;
            }
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <inheritdoc/>
    protected override Task<RunProgress?> ProgressOf(RunId id) => RunOf(id).Progress();

    /// <inheritdoc/>
    protected override Task<string> WhyWaits(RunId id) => Backlog.WhyWaits(id);

    private Diagnostic? Trouble() => _rows.Trouble is { } fault ? new("store", fault.Message, fault.Hint) : null;

    private async Task Insist(Func<Task> ask, CancellationToken cancellation) => await Insist(
        async () =>
        {
            await ask();
            return true;
        },
        cancellation);

    /// <summary>
    /// Asks a grain again while it cannot be reached, could not load or could not save: every call may be repeated,
    /// and the death of a device process disturbs the way to some grains for a moment.
    /// </summary>
    private async Task<T> Insist<T>(Func<Task<T>> ask, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (tries < MaxTries && IsPassing(e))
            {
                await Task.Delay(RetryPeriod, time, cancellation);
            }
        }
    }

    private static bool IsPassing(Exception e) =>
        e is OrleansException or TimeoutException or NotSavedException or StoreException;

    private async Task<ImmutableArray<RunSummary>> PageOf(SweepId id, int skip, CancellationToken cancellation) =>
        (await _summaries.Runs(new() { Sweep = id, Skip = skip }, cancellation)).Rows;

    private async Task<ImmutableArray<RunSummary>> Changed(SweepId id, long after, CancellationToken cancellation)
    {
        var query = after < 0
            ? new RunQuery { Sweep = id, Phase = RunPhase.Running, Take = 1000 }
            : new RunQuery { Sweep = id, AfterRevision = after, Order = RunOrder.Changed, Take = 1000 };
        return (await _summaries.Runs(query, cancellation)).Rows;
    }

    private async Task<ImmutableArray<RunProgress>> Aboard(SweepId id, ImmutableArray<DeviceSummary> devices)
    {
        // Builds, too: whichever sweep asked first, all wait for them.
        var aboard = devices.SelectMany(x => x.Runs).Where(x => x.Sweep == id || ArtifactId.IsOwner(x.Sweep));
        var all = await Task.WhenAll(aboard.Select(x => RunOf(x).Progress()));
        return [.. all.OfType<RunProgress>().OrderBy(x => x.Run)];
    }

    private ISweepGrain SweepOf(SweepId id) => grains.Grain<ISweepGrain>(id.Value);

    private IRunGrain RunOf(RunId id) => grains.Grain<IRunGrain>(id.Value);
}
