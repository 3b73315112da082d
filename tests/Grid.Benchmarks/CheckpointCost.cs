using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Learning.Training;
using Grid.Storage.Blobs;

namespace Grid.Benchmarks;

/// <summary>
/// Processor time of checkpoints beside that of training. The state is copied on the training thread, which a span
/// marks; all else that is not on that thread counts as checkpointing too, so the share is an upper bound.
/// </summary>
internal sealed partial class CheckpointCost : IAttemptReporter, IDisposable
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8), Length = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly ActivityListener _listener;
    private readonly List<Sample> _samples = [];
    private double _copying;
    private double _copyBegan;
    private int _checkpoints;
    private long _bytes;

    private CheckpointCost()
    {
        _listener = new()
        {
            ShouldListenTo = source => source.Name == "Grid",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = span => _copyBegan = IsCopy(span) ? ThreadSeconds() : _copyBegan,
            ActivityStopped = span => _copying += IsCopy(span) ? ThreadSeconds() - _copyBegan : 0,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Measures and writes the table.</summary>
    public static Task Run()
    {
        var folder = Directory.CreateTempSubdirectory("grid-checkpoint-").FullName;
        using var cost = new CheckpointCost();
        var order = Recipes.Order(Recipes.Training(threads: 1, epochs: 1000));
        var end = new Trainer(new FolderBlobStore(folder), TimeProvider.System).Train(order, cost, cost._stop.Token);
        Directory.Delete(folder, recursive: true);
        if (end is not AttemptEnd.Stopped)
        {
            throw new InvalidOperationException($"the training ended by itself: {end}");
        }

        var (first, last) = (cost._samples[0], cost._samples[^1]);
        var training = last.Thread - first.Thread - (last.Copying - first.Copying);
        var checkpoints = last.Process - first.Process - training;
        var count = last.Checkpoints - first.Checkpoints;
        ResultFile.Write("checkpoint", $"""
            # Cost of checkpoints

            SimCLR on ResNet-18 of width 16 with a checkpoint every {order.CheckpointEvery.TotalSeconds:0} s to a folder,
            one thread. All processor time outside the training counts as checkpointing, so the share is an upper bound.
            {ResultFile.Conditions()} The goal is at most 1 %.

            {ResultFile.Row("seconds", "checkpoints", "MB each", "training, CPU s", "checkpoints, CPU s", "share")}
            |---|---|---|---|---|---|
            {ResultFile.Row($"{last.Time - first.Time:0}", $"{count}", $"{cost._bytes / 1e6:0.0}", $"{training:0.00}",
                $"{checkpoints:0.000}", $"{100 * checkpoints / training:0.00} %")}

            """);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Progress(AttemptProgress progress)
    {
        var passed = Stopwatch.GetElapsedTime(_started);
        if (passed >= WarmUp && !_stop.IsCancellationRequested)
        {
            _samples.Add(new(passed.TotalSeconds, Block.Cpu(), ThreadSeconds(), _copying, _checkpoints));
        }

        if (passed >= WarmUp + Length)
        {
            _stop.Cancel();
        }
    }

    /// <inheritdoc/>
    public void Metrics(ImmutableArray<MetricSeries> series)
    {
    }

    /// <inheritdoc/>
    public void Checkpointed(CheckpointRef checkpoint) => (_checkpoints, _bytes) = (_checkpoints + 1, checkpoint.Bytes);

    /// <inheritdoc/>
    public void Log(string line) => Console.Error.WriteLine(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    private static bool IsCopy(Activity span) => span.OperationName == "checkpoint.write";

    private static double ThreadSeconds()
    {
        const int threadClock = 3;
        return ReadClock(threadClock, out var time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new InvalidOperationException("no clock of the thread's processor time");
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out ClockTime time);

    [StructLayout(LayoutKind.Sequential)]
    private struct ClockTime
    {
        public long Seconds;
        public long Nanoseconds;
    }

    private readonly record struct Sample(double Time, double Process, double Thread, double Copying, int Checkpoints);
}
