using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Learning.Training;
using Grid.Storage.Blobs;

namespace Grid.Benchmarks;

/// <summary>A training that goes on only while it is measured: else it waits in its report of progress.</summary>
internal sealed class GatedTraining : IAttemptReporter, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _go = new(0);
    private readonly SemaphoreSlim _done = new(0);
    private readonly string _folder = Directory.CreateTempSubdirectory("grid-training-").FullName;
    private readonly Thread _thread;
    private (long Step, double Cpu, long Time)? _begin;
    private double _seconds;
    private Block _block;

    private readonly int _batch;

    /// <summary>Starts some training, which waits at once.</summary>
    /// <param name="train">Trains until it is told to stop.</param>
    /// <param name="batch">Images of a step.</param>
    public GatedTraining(Action<IBlobStore, IAttemptReporter, CancellationToken> train, int batch)
    {
        _batch = batch;
        _thread = new Thread(() => train(new FolderBlobStore(_folder), this, _stop.Token));
        _thread.Start();
    }

    /// <summary>Starts the training of an encoder.</summary>
    public static GatedTraining OfEncoder(int threads, int width, string precision)
    {
        var order = Recipes.Order(Recipes.Training(threads, epochs: 1000, width, precision)) with
        {
            CheckpointEvery = TimeSpan.MaxValue,
        };
        return new((blobs, reporter, stop) => new Trainer(blobs, TimeProvider.System).Train(order, reporter, stop),
            Recipes.Batch);
    }

    /// <summary>Trains for about so many seconds.</summary>
    public Block Measure(double seconds)
    {
        _seconds = seconds;
        _go.Release();
        _done.Wait();
        return _block;
    }

    /// <inheritdoc/>
    public void Progress(AttemptProgress progress)
    {
        if (_begin is { } begin && Stopwatch.GetElapsedTime(begin.Time).TotalSeconds is var passed
            && passed >= _seconds)
        {
            _block = new((progress.Step - begin.Step) * _batch, Block.Cpu() - begin.Cpu, passed);
            _begin = null;
            _done.Release();
        }

        if (_begin is null && !_stop.IsCancellationRequested)
        {
            _go.Wait();
            _begin = (progress.Step, Block.Cpu(), Stopwatch.GetTimestamp());
        }
    }

    /// <inheritdoc/>
    public void Metrics(ImmutableArray<MetricSeries> series)
    {
    }

    /// <inheritdoc/>
    public void Checkpointed(CheckpointRef checkpoint)
    {
    }

    /// <inheritdoc/>
    public void Log(string line) => Console.Error.WriteLine(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _go.Release();
        _thread.Join();
        Directory.Delete(_folder, recursive: true);
        _stop.Dispose();
        _go.Dispose();
        _done.Dispose();
    }
}
