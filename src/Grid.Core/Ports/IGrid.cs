using System.Collections.Immutable;
using Grid.Core.Artifacts;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Core.Ports;

/// <summary>What became of a submitted sweep.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">False where a sweep of that name and hash was there: it goes on, or its results stand.</param>
public sealed record Submission(SweepId Id, bool IsNew);

/// <summary>A run with everything that is known of it.</summary>
/// <param name="Summary">Its row.</param>
/// <param name="State">Its durable state.</param>
/// <param name="Progress">What it is doing, where an attempt runs.</param>
public sealed record RunDetail(RunSummary Summary, RunState State, RunProgress? Progress)
{
    /// <summary>What it is.</summary>
    public RunSpec Spec => State.Spec;
}

/// <summary>An artifact with everything that is known of it.</summary>
/// <param name="Summary">Its row.</param>
/// <param name="Spec">What it is made of.</param>
public sealed record ArtifactDetail(ArtifactSummary Summary, ArtifactSpec Spec);

/// <summary>One line of the answer to "why".</summary>
/// <param name="At">When.</param>
/// <param name="Text">What happened and which numbers led to it.</param>
public sealed record Reason(DateTimeOffset At, string Text);

/// <summary>Why a sweep, a run or an artifact stands where it stands.</summary>
/// <param name="Id">Sweep, run or artifact.</param>
/// <param name="Now">Its phase and reason.</param>
/// <param name="Next">What to do, or null.</param>
/// <param name="Story">Its journal in sentences, oldest first.</param>
public sealed record Explanation(string Id, string Now, string? Next, ImmutableArray<Reason> Story);

/// <summary>A sweep at one moment: what a live table shows.</summary>
/// <param name="Summary">Its row.</param>
/// <param name="Runs">Runs changed since the last update; all that run, at the first.</param>
/// <param name="Progress">Soft progress of the runs aboard devices.</param>
/// <param name="Devices">Devices.</param>
public sealed record SweepUpdate(
    SweepSummary Summary, ImmutableArray<RunSummary> Runs, ImmutableArray<RunProgress> Progress,
    ImmutableArray<DeviceSummary> Devices)
{
    /// <summary>Why the store takes no writes now, so that nothing moves; null where it does.</summary>
    public Diagnostic? Trouble { get; init; }
}

/// <summary>
/// The one port of the control plane. Two adapters: grains, and an HTTP client. Refusals of a user's request are
/// faults of a <see cref="Result{T}"/>; unknown ids too.
/// </summary>
public interface IGrid
{
    /// <summary>
    /// Submits a sweep. The same name and hash again is the same sweep; another hash under an unfinished name is
    /// refused.
    /// </summary>
    Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default);

    /// <summary>Pauses a sweep: nothing starts, what runs stops with a checkpoint.</summary>
    Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default);

    /// <summary>Resumes a paused sweep.</summary>
    Task<Result<SweepSummary>> ResumeSweep(SweepId id, CancellationToken cancellation = default);

    /// <summary>Cancels a sweep.</summary>
    Task<Result<SweepSummary>> CancelSweep(SweepId id, string reason, CancellationToken cancellation = default);

    /// <summary>Cancels one run; its sweep goes on.</summary>
    Task<Result<RunSummary>> CancelRun(RunId id, string reason, CancellationToken cancellation = default);

    /// <summary>Pauses one run.</summary>
    Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default);

    /// <summary>Resumes one paused run.</summary>
    Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default);

    /// <summary>Sweeps, newest first.</summary>
    Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default);

    /// <summary>One sweep by id, or the newest by its file's name.</summary>
    Task<Result<SweepSummary>> Sweep(string idOrName, CancellationToken cancellation = default);

    /// <summary>Runs of a sweep.</summary>
    Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default);

    /// <summary>One run.</summary>
    Task<Result<RunDetail>> Run(RunId id, CancellationToken cancellation = default);

    /// <summary>A sweep's results by trial.</summary>
    Task<Result<SweepResults>> Results(SweepId id, CancellationToken cancellation = default);

    /// <summary>A run's metric points.</summary>
    Task<Result<ImmutableArray<MetricSeries>>> Metrics(
        RunId id, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default);

    /// <summary>A run's log.</summary>
    Task<Result<ImmutableArray<LogLine>>> Log(RunId id, int maxLines = 1000, CancellationToken cancellation = default);

    /// <summary>Artifacts, newest first.</summary>
    Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default);

    /// <summary>One artifact.</summary>
    Task<Result<ArtifactDetail>> Artifact(ArtifactId id, CancellationToken cancellation = default);

    /// <summary>Deletes an artifact that no run waits for; gives what was there before.</summary>
    Task<Result<ArtifactSummary>> DeleteArtifact(ArtifactId id, CancellationToken cancellation = default);

    /// <summary>Deletes an ended sweep with its runs and their checkpoints; gives what was there before.</summary>
    Task<Result<SweepSummary>> DeleteSweep(SweepId id, CancellationToken cancellation = default);

    /// <summary>Why a sweep, run or artifact stands where it stands.</summary>
    Task<Result<Explanation>> Why(string id, CancellationToken cancellation = default);

    /// <summary>Devices.</summary>
    Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default);

    /// <summary>
    /// A sweep's state now and after each change, at most a few a second; ends when the sweep has ended.
    /// </summary>
    IAsyncEnumerable<SweepUpdate> Watch(SweepId id, CancellationToken cancellation = default);
}
