using System.Collections.Concurrent;

namespace Grid.Storage.Rows;

/// <summary>A few connections that read beside the writer; each sees what was committed when its query began.</summary>
internal sealed class ReaderPool(string path) : IDisposable
{
    private const int MaxReaders = 4;

    private readonly SemaphoreSlim _free = new(MaxReaders);
    private readonly ConcurrentBag<Tables> _idle = [];

    /// <summary>Runs a query on the calling thread: for lookups of some microseconds.</summary>
    public async Task<T> Lookup<T>(Func<Tables, T> query, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_idle.TryTake(out var tables))
            {
                tables = new Tables(Database.OpenReader(path));
            }

            try
            {
                return query(tables);
            }
            finally
            {
                _idle.Add(tables);
            }
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Runs a query on the thread pool: for scans, which may take a tenth of a second.</summary>
    public Task<T> Scan<T>(Func<Tables, T> query, CancellationToken cancellation) =>
        Task.Run(() => Lookup(query, cancellation), cancellation);

    public void Dispose()
    {
        while (_idle.TryTake(out var tables))
        {
            tables.Dispose();
        }

        _free.Dispose();
    }
}
