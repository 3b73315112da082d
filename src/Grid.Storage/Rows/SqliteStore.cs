using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Storage.Rows;

/// <summary>
/// State, journal, read model, metrics and logs in one SQLite file. One thread writes, in groups with one sync each;
/// readers go on meanwhile. Safe for many callers, also for several silos of one process.
/// </summary>
public sealed class SqliteStore : IRowStore, ISummaries, IDisposable
{
    private readonly string _path;
    private readonly GroupWriter? _writer;
    private readonly ReaderPool _readers;

    private SqliteStore(string path, GroupWriter? writer)
    {
        _path = path;
        _writer = writer;
        _readers = new(path);
    }

    /// <summary>Opens a file for writing, creates it where there is none, and brings its schema up to date.</summary>
    /// <param name="path">The file; its folder exists. No other process may write it meanwhile.</param>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or was written by a newer program.</exception>
    public static SqliteStore Open(string path)
    {
        var database = Database.OpenWriter(path);
        try
        {
            Migrations.Apply(database, Migrations.Scripts);
            return new(path, new GroupWriter(new Tables(database)));
        }
        catch (StoreException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file for reading; its owner may go on writing.</summary>
    /// <exception cref="StoreException">It cannot be opened, is damaged, or has another schema.</exception>
    public static SqliteStore OpenReadOnly(string path)
    {
        using var database = Database.OpenReader(path);
        Migrations.RequireCurrent(database);
        return new(path, null);
    }

    /// <inheritdoc/>
    public StoreException? Trouble => _writer?.Trouble;

    /// <inheritdoc/>
    public Task<StateRow?> Read(string kind, string key, CancellationToken cancellation = default) =>
        _readers.Lookup(tables => tables.Grains.Read(kind, key), cancellation);

    /// <inheritdoc/>
    public Task Write(GrainRows rows, CancellationToken cancellation = default)
    {
        if (rows.Run is { } run && run.Id != RunId.Of(run.Sweep, run.Trial, run.Replica))
        {
            throw new ArgumentException($"run {run.Id} is not named after its sweep, trial and replica", nameof(rows));
        }

        return Write(new PendingWrite.Grain(rows), cancellation);
    }

    /// <inheritdoc/>
    public Task AppendMetrics(RunId run, ImmutableArray<MetricSeries> series, CancellationToken cancellation = default)
    {
        foreach (var one in series)
        {
            if (one.Steps.Length != one.Values.Length)
            {
                throw new ArgumentException(
                    $"{one.Name} has {one.Steps.Length} steps, {one.Values.Length} values", nameof(series));
            }
        }

        return Write(new PendingWrite.Metrics(run, series), cancellation);
    }

    /// <inheritdoc/>
    public Task AppendLog(RunId run, ImmutableArray<LogLine> lines, CancellationToken cancellation = default) =>
        Write(new PendingWrite.Log(run, lines), cancellation);

    /// <inheritdoc/>
    public Task Delete(SweepId sweep, CancellationToken cancellation = default) =>
        Write(new PendingWrite.Erasure(sweep), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Artifacts.All(), cancellation);

    /// <inheritdoc/>
    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Sweeps.Read(query), cancellation);

    /// <inheritdoc/>
    public Task<SweepSummary?> Sweep(SweepId id, CancellationToken cancellation = default) =>
        _readers.Lookup(tables => tables.Sweeps.Read(id), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<SweepId>> UnfinishedSweeps(CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Sweeps.Unfinished(), cancellation);

    /// <inheritdoc/>
    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Runs.Read(query), cancellation);

    /// <inheritdoc/>
    public Task<RunSummary?> Run(RunId id, CancellationToken cancellation = default) =>
        _readers.Lookup(tables => tables.Runs.Read(id), cancellation);

    /// <inheritdoc/>
    public async Task<SweepResults?> Results(SweepId sweep, CancellationToken cancellation = default)
    {
        if (await Sweep(sweep, cancellation).ConfigureAwait(false) is not { } summary)
        {
            return null;
        }

        var trials = _readers.Scan(tables => tables.Results.Trials(summary), cancellation);
        var metrics = _readers.Scan(tables => tables.Results.Metrics(summary), cancellation);
        return ResultTable.Join(
            summary, await trials.ConfigureAwait(false), await metrics.ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<MetricSeries>> Metrics(
        RunId run, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 2);
        return _readers.Scan(tables => tables.Metrics.Read(run, names, maxPoints), cancellation);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<LogLine>> Log(
        RunId run, int maxLines = 1000, CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Logs.Last(run, maxLines), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<JournalRow>> Journal(
        string kind, string key, CancellationToken cancellation = default) =>
        _readers.Scan(tables => tables.Journal.Read(kind, key), cancellation);

    /// <inheritdoc/>
    public Task<long> Revision(CancellationToken cancellation = default) =>
        _readers.Lookup(tables => tables.ReadRevision(), cancellation);

    /// <summary>Commits what waits and closes the file.</summary>
    public void Dispose()
    {
        _readers.Dispose();
        _writer?.Dispose();
    }

    // A write that is queued can no longer be called back: whoever cancels after that only stops waiting.
    private Task Write(PendingWrite write, CancellationToken cancellation)
    {
        if (_writer is null)
        {
            throw new InvalidOperationException($"{_path} was opened for reading");
        }

        cancellation.ThrowIfCancellationRequested();
        return _writer.Enqueue(write).WaitAsync(cancellation);
    }
}
