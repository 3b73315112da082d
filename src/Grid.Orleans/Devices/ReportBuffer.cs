using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Runs;

namespace Grid.Orleans.Devices;

/// <summary>
/// What an attempt has said and its run has not taken yet. Written by the training thread, read by the sender; no
/// call waits for the run.
/// </summary>
internal sealed class ReportBuffer(AttemptOrder order, TimeProvider time, Action urgent) : IAttemptReporter
{
    /// <summary>Lines kept while the run cannot be reached; the oldest go first.</summary>
    private const int MaxLines = 10_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricColumns> _metrics = new(StringComparer.Ordinal);
    private readonly Queue<LogLine> _log = [];
    private readonly List<CheckpointRef> _checkpoints = [];
    private AttemptProgress? _progress;
    private AttemptEnd? _end;
    private long _lastSign = time.GetTimestamp();

    /// <summary>How long the attempt has been silent.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Volatile.Read(ref _lastSign));

    /// <summary>True where something waits that must not wait for the next second.</summary>
    public bool IsUrgent
    {
        get
        {
            lock (_gate)
            {
                return _end is not null || _checkpoints.Count > 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Progress(AttemptProgress progress)
    {
        Sign();
        lock (_gate)
        {
            _progress = progress;
        }
    }

    /// <inheritdoc/>
    public void Metrics(ImmutableArray<MetricSeries> series)
    {
        Sign();
        lock (_gate)
        {
            foreach (var item in series)
            {
                if (!_metrics.TryGetValue(item.Name, out var columns))
                {
                    _metrics.Add(item.Name, columns = new());
                }

                columns.Add(item);
            }
        }
    }

    /// <inheritdoc/>
    public void Checkpointed(CheckpointRef checkpoint)
    {
        Sign();
        lock (_gate)
        {
            _checkpoints.Add(checkpoint);
        }

        urgent();
    }

    /// <inheritdoc/>
    public void Log(string line)
    {
        Sign();
        lock (_gate)
        {
            if (_log.Count == MaxLines)
            {
                _log.Dequeue();
            }

            _log.Enqueue(new(order.Attempt.Value, time.GetUtcNow(), line));
        }
    }

    /// <summary>The attempt is over; nothing is said after it.</summary>
    public void End(AttemptEnd end)
    {
        lock (_gate)
        {
            _end ??= end;
        }

        urgent();
    }

    /// <summary>
    /// Takes what there is to report. Without <paramref name="mayCommit"/>, checkpoints and the end stay behind and the
    /// report only asks whether the attempt is still wanted. Null where there is nothing to say.
    /// </summary>
    public AttemptReport? Take(bool mayCommit)
    {
        lock (_gate)
        {
            var hasCommits = _checkpoints.Count > 0 || _end is not null;
            if (_progress is null && _metrics.Count == 0 && _log.Count == 0 && !hasCommits)
            {
                return null;
            }

            var report = new AttemptReport
            {
                Run = order.Run,
                Attempt = order.Attempt,
                Progress = _progress,
                Metrics = TakeMetrics(),
                Log = [.. _log],
                Checkpoints = mayCommit ? [.. _checkpoints] : [],
                End = mayCommit ? _end : null,
            };
            _progress = null;
            _log.Clear();
            if (mayCommit)
            {
                _checkpoints.Clear();
                _end = null;
            }

            return report;
        }
    }

    private ImmutableArray<MetricSeries> TakeMetrics()
    {
        if (_metrics.Count == 0)
        {
            return [];
        }

        var all = ImmutableArray.CreateBuilder<MetricSeries>(_metrics.Count);
        foreach (var (name, columns) in _metrics)
        {
            all.Add(columns.Take(name));
        }

        _metrics.Clear();
        return all.MoveToImmutable();
    }

    private void Sign() => Volatile.Write(ref _lastSign, time.GetTimestamp());

    private sealed class MetricColumns
    {
        private readonly ImmutableArray<long>.Builder _steps = ImmutableArray.CreateBuilder<long>();
        private readonly ImmutableArray<double>.Builder _values = ImmutableArray.CreateBuilder<double>();

        public void Add(MetricSeries series)
        {
            _steps.AddRange(series.Steps);
            _values.AddRange(series.Values);
        }

        public MetricSeries Take(string name) => new(name, _steps.DrainToImmutable(), _values.DrainToImmutable());
    }
}
