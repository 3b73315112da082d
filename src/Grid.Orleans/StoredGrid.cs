using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Orleans.Artifacts;
using Grid.Orleans.Runs;

namespace Grid.Orleans;

/// <summary>
/// What the store alone knows of the control plane: every question has its answer, every request for a change is
/// refused. Needs no grains, so that looking into a home costs no silo.
/// </summary>
public class StoredGrid(ISummaries summaries, IRowStore rows) : IGrid
{
    /// <inheritdoc/>
    public virtual Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default) =>
        Refuse<Submission>();

    /// <inheritdoc/>
    public virtual Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default) =>
        Refuse<SweepSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<SweepSummary>> ResumeSweep(SweepId id, CancellationToken cancellation = default) =>
        Refuse<SweepSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<SweepSummary>> CancelSweep(
        SweepId id, string reason, CancellationToken cancellation = default) => Refuse<SweepSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<RunSummary>> CancelRun(
        RunId id, string reason, CancellationToken cancellation = default) => Refuse<RunSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default) =>
        Refuse<RunSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default) =>
        Refuse<RunSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<SweepSummary>> DeleteSweep(SweepId id, CancellationToken cancellation = default) =>
        Refuse<SweepSummary>();

    /// <inheritdoc/>
    public virtual Task<Result<ArtifactSummary>> DeleteArtifact(
        ArtifactId id, CancellationToken cancellation = default) => Refuse<ArtifactSummary>();

    /// <inheritdoc/>
    public Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default) =>
        summaries.Artifacts(cancellation);

    /// <inheritdoc/>
    public async Task<Result<ArtifactDetail>> Artifact(ArtifactId id, CancellationToken cancellation = default)
    {
        if (await rows.Read(ArtifactFormat.Instance.Kind, id.Value, cancellation) is not { } row)
        {
            return Unknown<ArtifactDetail>("artifact", id.Value);
        }

        var state = ArtifactFormat.Instance.Read(row).State;
        return Result<ArtifactDetail>.Valid(new(ArtifactSummary.Of(state), state.Spec));
    }

    /// <inheritdoc/>
    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) =>
        summaries.Sweeps(query, cancellation);

    /// <inheritdoc/>
    public async Task<Result<SweepSummary>> Sweep(string idOrName, CancellationToken cancellation = default)
    {
        // The first sweep has the name for its id, which the newest one answers to: NAME.1 is the first.
        const string first = ".1";
        var newest = await summaries.Sweeps(new() { Name = idOrName, Take = 1 }, cancellation);
        var id = idOrName.EndsWith(first, StringComparison.Ordinal) ? idOrName[..^first.Length] : idOrName;
        return Known(newest.Rows.FirstOrDefault() ?? await summaries.Sweep(new(id), cancellation), new(idOrName));
    }

    /// <inheritdoc/>
    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) =>
        summaries.Runs(query, cancellation);

    /// <inheritdoc/>
    public async Task<Result<RunDetail>> Run(RunId id, CancellationToken cancellation = default)
    {
        if (await summaries.Run(id, cancellation) is not { } summary
            || await rows.Read(RunFormat.Instance.Kind, id.Value, cancellation) is not { } row)
        {
            return Unknown<RunDetail>("run", id.Value);
        }

        var progress = summary.Phase == RunPhase.Running ? await ProgressOf(id) : null;
        return Result<RunDetail>.Valid(new(summary, RunFormat.Instance.Read(row).State, progress));
    }

    /// <inheritdoc/>
    public async Task<Result<SweepResults>> Results(SweepId id, CancellationToken cancellation = default) =>
        await summaries.Results(id, cancellation) is { } results
            ? Result<SweepResults>.Valid(results)
            : Unknown<SweepResults>("sweep", id.Value);

    /// <inheritdoc/>
    public async Task<Result<ImmutableArray<MetricSeries>>> Metrics(
        RunId id, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default) =>
        await summaries.Run(id, cancellation) is null
            ? Unknown<ImmutableArray<MetricSeries>>("run", id.Value)
            : Result<ImmutableArray<MetricSeries>>.Valid(await summaries.Metrics(id, names, maxPoints, cancellation));

    /// <inheritdoc/>
    public async Task<Result<ImmutableArray<LogLine>>> Log(
        RunId id, int maxLines = 1000, CancellationToken cancellation = default) =>
        await summaries.Run(id, cancellation) is null
            ? Unknown<ImmutableArray<LogLine>>("run", id.Value)
            : Result<ImmutableArray<LogLine>>.Valid(await summaries.Log(id, maxLines, cancellation));

    /// <inheritdoc/>
    public Task<Result<Explanation>> Why(string id, CancellationToken cancellation = default) =>
        id.Contains('/', StringComparison.Ordinal) ? WhyRun(new(id), cancellation)
        : ArtifactId.IsOwner(new(id)) ? WhyArtifact(new(id), cancellation)
        : WhySweep(id, cancellation);

    /// <inheritdoc/>
    public virtual Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default) =>
        Task.FromResult(ImmutableArray<DeviceSummary>.Empty);

    /// <inheritdoc/>
    public virtual async IAsyncEnumerable<SweepUpdate> Watch(
        SweepId id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (await summaries.Sweep(id, cancellation) is { } summary)
        {
            var runs = await summaries.Runs(new() { Sweep = id, Phase = RunPhase.Running, Take = 1000 }, cancellation);
            yield return new(summary, runs.Rows, [], []);
        }
    }

    /// <summary>What a run is doing now, or null where nobody says.</summary>
    protected virtual Task<RunProgress?> ProgressOf(RunId id) => Task.FromResult<RunProgress?>(null);

    /// <summary>Why a run still waits for a slot, in a sentence.</summary>
    protected virtual Task<string> WhyWaits(RunId id) => Task.FromResult("no process works on this home");

    /// <summary>A sweep, or the fault that there is none.</summary>
    protected static Result<SweepSummary> Known(SweepSummary? summary, SweepId id) =>
        summary is null ? Unknown<SweepSummary>("sweep", id.Value) : Result<SweepSummary>.Valid(summary);

    /// <summary>An artifact, or the fault that there is none.</summary>
    protected static Result<ArtifactSummary> Known(ArtifactSummary? summary, ArtifactId id) =>
        summary is null ? Unknown<ArtifactSummary>("artifact", id.Value) : Result<ArtifactSummary>.Valid(summary);

    /// <summary>A run, or the fault that there is none.</summary>
    protected static Result<RunSummary> Known(RunSummary? summary, RunId id) =>
        summary is null ? Unknown<RunSummary>("run", id.Value) : Result<RunSummary>.Valid(summary);

    private async Task<Result<Explanation>> WhyRun(RunId id, CancellationToken cancellation)
    {
        if (await Run(id, cancellation) is not { IsValid: true, Value: { } run })
        {
            return Unknown<Explanation>("run", id.Value);
        }

        var now = $"{run.Summary.Phase}: {run.Summary.Reason}";
        now += run switch
        {
            { Summary.Phase: RunPhase.Waiting, State.Missing.IsEmpty: true } => $" ({await WhyWaits(id)})",
            { Progress: { } x } => $" (step {x.Step} of {x.Steps}, {x.ImagesPerSecond:0} images/s)",
            _ => "",
        };
        var journal = await summaries.Journal("run", id.Value, cancellation);
        return Result<Explanation>.Valid(new(id.Value, now, run.Summary.Next, RunStory.Tell(journal)));
    }

    private async Task<Result<Explanation>> WhyArtifact(ArtifactId id, CancellationToken cancellation)
    {
        if (await Artifact(id, cancellation) is not { IsValid: true, Value.Summary: { } artifact })
        {
            return Unknown<Explanation>("artifact", id.Value);
        }

        var journal = await summaries.Journal(ArtifactFormat.Instance.Kind, id.Value, cancellation);
        var now = $"{artifact.Phase}: {artifact.Reason}";
        return Result<Explanation>.Valid(new(id.Value, now, artifact.Next, ArtifactStory.Tell(journal)));
    }

    private async Task<Result<Explanation>> WhySweep(string idOrName, CancellationToken cancellation)
    {
        if (await Sweep(idOrName, cancellation) is not { IsValid: true, Value: { } sweep })
        {
            return Unknown<Explanation>("sweep", idOrName);
        }

        var journal = await summaries.Journal("sweep", sweep.Id.Value, cancellation);
        var now = $"{sweep.Phase}: {sweep.Reason}";
        return Result<Explanation>.Valid(new(sweep.Id.Value, now, sweep.Next, SweepStory.Tell(journal)));
    }

    private static Task<Result<T>> Refuse<T>() => Task.FromResult(Result<T>.Invalid(
        new Diagnostic("home", "is only being read: no process works on it", "grid sweep run FILE")));

    private static Result<T> Unknown<T>(string what, string id) => Result<T>.Invalid(new Diagnostic(
        "id", $"there is no {what} '{id}'",
        what == "run" ? "list the runs of a sweep with: grid sweep show SWEEP" : $"list them with: grid {what} list"));
}
