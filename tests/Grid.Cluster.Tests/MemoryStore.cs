using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Cluster.Tests;

/// <summary>Rows in memory, shared by every silo of a test; may be told to fail.</summary>
public sealed class MemoryStore : IRowStore, ISummaries
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), StateRow> _states = [];
    private readonly Dictionary<SweepId, SweepSummary> _sweeps = [];
    private readonly Dictionary<RunId, RunSummary> _runs = [];
    private readonly Dictionary<ArtifactId, ArtifactSummary> _artifacts = [];
    private readonly List<JournalRow> _journal = [];
    private readonly Dictionary<(RunId, string), SortedDictionary<long, double>> _metrics = [];
    private readonly List<(RunId Run, LogLine Line)> _log = [];
    private long _revision;

    /// <summary>While true every write and read fails as a full disk does.</summary>
    public bool IsFailing { get; set; }

    /// <summary>Writes refused because somebody else had written.</summary>
    public int Conflicts { get; private set; }

    /// <summary>Calls that failed while <see cref="IsFailing"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>Called with every save that counted, in order.</summary>
    public Action<GrainRows>? Written { get; set; }

    public async Task<StateRow?> Read(string kind, string key, CancellationToken cancellation = default)
    {
        await Task.Yield();
        ThrowIfFailing();
        lock (_gate)
        {
            return _states.GetValueOrDefault((kind, key));
        }
    }

    public async Task Write(GrainRows rows, CancellationToken cancellation = default)
    {
        await Task.Yield();
        ThrowIfFailing();
        lock (_gate)
        {
            var state = rows.State;
            var stored = _states.GetValueOrDefault((state.Kind, state.Key))?.Version ?? 0;
            if (stored != state.Version)
            {
                Conflicts++;
                throw new VersionConflictException(state.Kind, state.Key);
            }

            _states[(state.Kind, state.Key)] = state with { Version = stored + 1, Payload = state.Payload.ToArray() };
            _journal.AddRange(rows.Journal);
            if (rows.Sweep is { } sweep)
            {
                _sweeps[sweep.Id] = sweep with { Revision = ++_revision };
            }

            if (rows.Run is { } run)
            {
                _runs[run.Id] = run with { Revision = ++_revision };
            }

            if (rows.Artifact is { } artifact)
            {
                _artifacts[artifact.Id] = artifact;
            }

            Written?.Invoke(rows);
        }
    }

    public async Task AppendMetrics(
        RunId run, ImmutableArray<MetricSeries> series, CancellationToken cancellation = default)
    {
        await Task.Yield();
        ThrowIfFailing();
        lock (_gate)
        {
            foreach (var item in series)
            {
                if (!_metrics.TryGetValue((run, item.Name), out var points))
                {
                    _metrics.Add((run, item.Name), points = []);
                }

                for (var i = 0; i < item.Steps.Length; i++)
                {
                    points[item.Steps[i]] = item.Values[i];
                }
            }
        }
    }

    public async Task AppendLog(RunId run, ImmutableArray<LogLine> lines, CancellationToken cancellation = default)
    {
        await Task.Yield();
        ThrowIfFailing();
        lock (_gate)
        {
            _log.AddRange(lines.Select(x => (run, x)));
        }
    }

    public Task Delete(SweepId sweep, CancellationToken cancellation = default) => Locked(() =>
    {
        bool IsOf(RunId run) => run.Sweep == sweep;
        foreach (var (kind, key) in _states.Keys.Where(x => x.Item2 == sweep.Value || IsRunOf(x, sweep)).ToList())
        {
            _states.Remove((kind, key));
        }

        _sweeps.Remove(sweep);
        _runs.Keys.Where(IsOf).ToList().ForEach(x => _runs.Remove(x));
        _metrics.Keys.Where(x => IsOf(x.Item1)).ToList().ForEach(x => _metrics.Remove(x));
        _log.RemoveAll(x => IsOf(x.Run));
        return _journal.RemoveAll(x => x.Key == sweep.Value || IsRunOf((x.Kind, x.Key), sweep));
    });

    public Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default) =>
        Locked<ImmutableArray<ArtifactSummary>>(() => [.. _artifacts.Values.OrderByDescending(x => x.CreatedAt)]);

    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) => Locked(() =>
    {
        var all = _sweeps.Values
            .Where(x => query.Phase is null || x.Phase == query.Phase)
            .Where(x => query.Name is null || x.Name == query.Name)
            .OrderByDescending(x => x.StartedAt).ThenByDescending(x => x.Revision).ToList();
        return new Page<SweepSummary>([.. all.Skip(query.Skip).Take(query.Take)], all.Count);
    });

    public Task<SweepSummary?> Sweep(SweepId id, CancellationToken cancellation = default) =>
        Locked(() => _sweeps.GetValueOrDefault(id));

    public Task<ImmutableArray<SweepId>> UnfinishedSweeps(CancellationToken cancellation = default) =>
        Locked<ImmutableArray<SweepId>>(() => [.. _sweeps.Values.Where(x => x.EndedAt is null).Select(x => x.Id)]);

    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) => Locked(() =>
    {
        var all = _runs.Values
            .Where(x => x.Sweep == query.Sweep && x.Revision > query.AfterRevision)
            .Where(x => query.Phase is null || x.Phase == query.Phase)
            .OrderBy(x => x.Trial).ThenBy(x => x.Replica).ToList();
        return new Page<RunSummary>([.. all.Skip(query.Skip).Take(query.Take)], all.Count);
    });

    public Task<RunSummary?> Run(RunId id, CancellationToken cancellation = default) =>
        Locked(() => _runs.GetValueOrDefault(id));

    public Task<SweepResults?> Results(SweepId sweep, CancellationToken cancellation = default) =>
        Locked(() => _sweeps.TryGetValue(sweep, out var row) ? new SweepResults(row, []) : null);

    public Task<ImmutableArray<MetricSeries>> Metrics(
        RunId run, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default) =>
        Locked<ImmutableArray<MetricSeries>>(() => [.. _metrics.Where(x => x.Key.Item1 == run)
            .Select(x => new MetricSeries(x.Key.Item2, [.. x.Value.Keys], [.. x.Value.Values]))]);

    public Task<ImmutableArray<LogLine>> Log(
        RunId run, int maxLines = 1000, CancellationToken cancellation = default) =>
        Locked<ImmutableArray<LogLine>>(() => [.. _log.Where(x => x.Run == run).Select(x => x.Line)]);

    public Task<ImmutableArray<JournalRow>> Journal(
        string kind, string key, CancellationToken cancellation = default) =>
        Locked<ImmutableArray<JournalRow>>(() => [.. _journal.Where(x => x.Kind == kind && x.Key == key)]);

    public Task<long> Revision(CancellationToken cancellation = default) => Locked(() => _revision);

    private static bool IsRunOf((string Kind, string Key) row, SweepId sweep) =>
        row.Kind == "run" && new RunId(row.Key).Sweep == sweep;

    private Task<T> Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return Task.FromResult(read());
        }
    }

    private void ThrowIfFailing()
    {
        if (IsFailing)
        {
            Failures++;
            throw new StoreException("no space left on device", true);
        }
    }
}
