using System.Collections.Immutable;
using Grid.Core.Summaries;

namespace Grid.Core.Ports;

/// <summary>A grain's durable state.</summary>
/// <param name="Kind">"sweep", "run".</param>
/// <param name="Key">The grain's key.</param>
/// <param name="Version">Version the writer read; 0 = there was none. The row gets the next one.</param>
/// <param name="Payload">JSON in UTF-8.</param>
public sealed record StateRow(string Kind, string Key, long Version, ReadOnlyMemory<byte> Payload);

/// <summary>One event of a machine, kept for "why" and for replay.</summary>
/// <param name="Kind">"sweep", "run".</param>
/// <param name="Key">The grain's key.</param>
/// <param name="At">When.</param>
/// <param name="Payload">The event as JSON.</param>
public sealed record JournalRow(string Kind, string Key, DateTimeOffset At, string Payload);

/// <summary>Everything one save of a grain writes, in one transaction under the version check of its state.</summary>
public sealed record GrainRows
{
    /// <summary>The state.</summary>
    public required StateRow State { get; init; }

    /// <summary>Events since the last save, oldest first.</summary>
    public ImmutableArray<JournalRow> Journal { get; init; } = [];

    /// <summary>The read model's row of a sweep.</summary>
    public SweepSummary? Sweep { get; init; }

    /// <summary>The read model's row of a run.</summary>
    public RunSummary? Run { get; init; }

    /// <summary>The read model's row of an artifact.</summary>
    public ArtifactSummary? Artifact { get; init; }
}

/// <summary>
/// Durable rows with group commit: many concurrent writers share one transaction and one sync. A task completes when
/// its rows are durable. Rows carry a checksum; a damaged one is a <see cref="StoreException"/> that names it.
/// </summary>
public interface IRowStore
{
    /// <summary>Why the last write failed; null where it did not.</summary>
    StoreException? Trouble => null;

    /// <summary>Reads a grain's state; null where there is none.</summary>
    Task<StateRow?> Read(string kind, string key, CancellationToken cancellation = default);

    /// <summary>Writes one save. All of it or nothing.</summary>
    /// <exception cref="VersionConflictException">The state row is not at the version given.</exception>
    Task Write(GrainRows rows, CancellationToken cancellation = default);

    /// <summary>Adds metric points of a run; a point written again replaces the first.</summary>
    Task AppendMetrics(RunId run, ImmutableArray<MetricSeries> series, CancellationToken cancellation = default);

    /// <summary>Adds lines to a run's log.</summary>
    Task AppendLog(RunId run, ImmutableArray<LogLine> lines, CancellationToken cancellation = default);

    /// <summary>Deletes a sweep and its runs: states, journals, summaries, metrics, logs; all or nothing.</summary>
    Task Delete(SweepId sweep, CancellationToken cancellation = default);
}

/// <summary>A line of a run's log.</summary>
/// <param name="Attempt">Who wrote it.</param>
/// <param name="At">When.</param>
/// <param name="Text">The line.</param>
public sealed record LogLine(long Attempt, DateTimeOffset At, string Text);

/// <summary>The read model. Paging, sorting, filtering and aggregation happen in the store.</summary>
public interface ISummaries
{
    /// <summary>Sweeps, newest first.</summary>
    Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default);

    /// <summary>One sweep; null where there is none.</summary>
    Task<SweepSummary?> Sweep(SweepId id, CancellationToken cancellation = default);

    /// <summary>Sweeps that have not ended: what the keeper wakes.</summary>
    Task<ImmutableArray<SweepId>> UnfinishedSweeps(CancellationToken cancellation = default);

    /// <summary>Runs of a sweep.</summary>
    Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default);

    /// <summary>One run; null where there is none.</summary>
    Task<RunSummary?> Run(RunId id, CancellationToken cancellation = default);

    /// <summary>All artifacts, newest first.</summary>
    Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default);

    /// <summary>Results by trial, aggregated in the store; null where there is no such sweep.</summary>
    Task<SweepResults?> Results(SweepId sweep, CancellationToken cancellation = default);

    /// <summary>
    /// A run's metric points; all names where none is given; at most <paramref name="maxPoints"/> a series, evenly
    /// thinned, first and last kept.
    /// </summary>
    Task<ImmutableArray<MetricSeries>> Metrics(
        RunId run, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default);

    /// <summary>A run's log, oldest first, from the end where there is more than <paramref name="maxLines"/>.</summary>
    Task<ImmutableArray<LogLine>> Log(RunId run, int maxLines = 1000, CancellationToken cancellation = default);

    /// <summary>The journal of a sweep or run, oldest first.</summary>
    Task<ImmutableArray<JournalRow>> Journal(string kind, string key, CancellationToken cancellation = default);

    /// <summary>The largest change number so far.</summary>
    Task<long> Revision(CancellationToken cancellation = default);
}
