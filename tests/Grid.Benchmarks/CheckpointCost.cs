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
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(42);

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

        ResultFile.Write("checkpoint", cost.Table(order.CheckpointEvery.TotalSeconds));
        return Task.CompletedTask;
    }

    private string Table(double every)
    {
        var (first, last) = (_samples[0], _samples[^1]);
        var thread = last.Thread - first.Thread;
        var count = last.Checkpoints - first.Checkpoints;
        var copying = (last.Copying - first.Copying) / count;
        var rest = (last.Process - first.Process - thread) / count;
        return $"""
            # Cost of checkpoints

            SimCLR on ResNet-18 of width 16 with a checkpoint every {every:0} s to a folder, one thread. The training
            thread copies the state; the rest is all processor time outside that thread, the runtime's own included, so
            the share is an upper bound. It is the share of a thread that has a core of its own.
            {ResultFile.Conditions()} The goal is at most 1 %.

            {ResultFile.Row("seconds", "training, CPU s", "checkpoints", "MB each", "copying, CPU ms each",
                "rest, CPU ms each", $"share of {every:0} s")}
            |---|---|---|---|---|---|---|
            {ResultFile.Row($"{last.Time - first.Time:0}", $"{thread:0.0}", $"{count}", $"{_bytes / 1e6:0.0}",
                $"{1000 * copying:0.0}", $"{1000 * rest:0.0}", $"{100 * (copying + rest) / every:0.00} %")}

            """;
    }

    /// <inheritdoc/>
    public void Progress(AttemptProgress progress)
    {
        // From the first checkpoint on: it compiles the code of the others.
        if (_checkpoints == 0 || _stop.IsCancellationRequested)
        {
            return;
        }

        var now = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        _samples.Add(new(now, Block.Cpu(), ThreadSeconds(), _copying, _checkpoints));
        if (now - _samples[0].Time >= Length.TotalSeconds)
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
