namespace Grid.Orleans.Devices;

/// <summary>
/// Threads for training, used again and again. Never the thread pool: probes of the cluster are answered there, and a
/// native library keeps state for every thread that ever called it. An idle thread sleeps and never spins: spinning
/// would take the processor from those that train.
/// </summary>
internal sealed class TrainingThreads : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<Worker> _idle = [];
    private int _count;
    private bool _isClosed;

    /// <summary>Runs <paramref name="work"/> on a thread of its own; it must not throw.</summary>
    public void Start(Action work)
    {
        Worker? worker;
        lock (_gate)
        {
            if (!_idle.TryPop(out worker))
            {
                worker = new(this, ++_count);
            }
        }

        worker.Give(work);
    }

    /// <summary>Threads end once they are idle.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_idle.TryPop(out var worker))
            {
                worker.Give(null);
            }
        }
    }

    private bool TakeBack(Worker worker)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _idle.Push(worker);
            }

            return !_isClosed;
        }
    }

#pragma warning disable CA1001 // The thread disposes its event when it ends.
    private sealed class Worker
#pragma warning restore CA1001
    {
        private readonly TrainingThreads _owner;
        private readonly AutoResetEvent _given = new(false);
        private Action? _work;

        public Worker(TrainingThreads owner, int number)
        {
            _owner = owner;
            new Thread(Loop) { IsBackground = true, Name = $"training-{number}" }.Start();
        }

        /// <summary>Hands the idle thread its work; null ends it.</summary>
        public void Give(Action? work)
        {
            _work = work;
            _given.Set();
        }

        private void Loop()
        {
            do
            {
                _given.WaitOne();
                _work?.Invoke();
            }
            while (_work is not null && _owner.TakeBack(this));
            _given.Dispose();
        }
    }
}
