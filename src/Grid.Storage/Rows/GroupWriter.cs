using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>
/// One thread that writes everything: it takes all writes that wait, up to a limit, and commits them together, so that
/// many callers share one transaction and one sync of the disk.
/// </summary>
internal sealed class GroupWriter : IDisposable
{
    private const int MaxGroup = 512;
    private const int MaxWaiting = 100_000;

    private readonly Tables _tables;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private readonly Queue<PendingWrite> _waiting = new();
    private readonly List<PendingWrite> _group = new(MaxGroup);
    private readonly List<Exception?> _refusals = new(MaxGroup);
    private volatile StoreException? _trouble;
    private long _revision;
    private bool _closing;

    public GroupWriter(Tables tables)
    {
        _tables = tables;
        _revision = tables.ReadRevision();
        _thread = new Thread(Work) { IsBackground = true, Name = "grid store writer" };
        _thread.Start();
    }

    /// <summary>Why the last group failed; null where it did not.</summary>
    public StoreException? Trouble => _trouble;

    /// <summary>Queues a write.</summary>
    public Task Enqueue(PendingWrite write)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            if (_waiting.Count == MaxWaiting)
            {
                throw new StoreException($"{_tables.Database.Path} cannot keep up: {MaxWaiting} writes wait", true)
                {
                    Hint = "put the home on a faster disk, or report metrics less often",
                };
            }

            _waiting.Enqueue(write);
            if (_waiting.Count == 1)
            {
                Monitor.Pulse(_gate);
            }
        }

        return write.Task;
    }

    /// <summary>Commits what waits, then ends.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        _tables.Dispose();
    }

    private void Work()
    {
        while (TakeGroup())
        {
            var failure = Commit();
            _trouble = failure as StoreException;
            for (var i = 0; i < _group.Count; i++)
            {
                Complete(_group[i], failure ?? _refusals[i]);
            }
        }
    }

    private bool TakeGroup()
    {
        _group.Clear();
        _refusals.Clear();
        lock (_gate)
        {
            while (_waiting.Count == 0 && !_closing)
            {
                Monitor.Wait(_gate);
            }

            while (_group.Count < MaxGroup && _waiting.TryDequeue(out var write))
            {
                _group.Add(write);
            }
        }

        return _group.Count > 0;
    }

    // A failure undoes the whole group and every caller hears of it; the thread goes on with the next.
#pragma warning disable CA1031 // Whatever it is, it belongs to the callers: thrown here it would end the process.
    private Exception? Commit()
    {
        try
        {
            _tables.Database.Execute("BEGIN IMMEDIATE");
            foreach (var write in _group)
            {
                _refusals.Add(write.Apply(_tables, ref _revision));
            }

            _tables.WriteRevision(_revision);
            _tables.Database.Execute("COMMIT");
            return null;
        }
        catch (Exception failure)
        {
            return Undo(failure);
        }
    }

    private Exception Undo(Exception failure)
    {
        try
        {
            _tables.Metrics.Forget();
            _tables.Database.Rollback();
            return failure;
        }
        catch (Exception second)
        {
            return new AggregateException(failure, second);
        }
    }
#pragma warning restore CA1031

    private static void Complete(PendingWrite write, Exception? failure)
    {
        if (failure is null)
        {
            write.SetResult();
        }
        else
        {
            write.SetException(failure);
        }
    }
}
