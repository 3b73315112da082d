using System.Collections.Concurrent;

namespace Grid.Orleans.Devices;

/// <summary>
/// Threads for training, used again and again. Never the thread pool: probes of the cluster are answered there, and a
/// native library keeps state for every thread that ever called it.
/// </summary>
internal sealed class TrainingThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private int _idle;
    private int _count;

    /// <summary>Runs <paramref name="work"/> on a thread of its own; it must not throw.</summary>
    public void Start(Action work)
    {
        // Whoever takes the last idle thread promises to replace it; a race starts one thread too many at most.
        if (Interlocked.Decrement(ref _idle) < 0)
        {
            Interlocked.Increment(ref _idle);
            new Thread(Work) { IsBackground = true, Name = $"training-{Interlocked.Increment(ref _count)}" }.Start();
        }

        _work.Add(work);
    }

    /// <summary>Threads end once they are idle.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
            Interlocked.Increment(ref _idle);
        }
    }
}
