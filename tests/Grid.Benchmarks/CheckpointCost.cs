using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Learning.Training;
using Grid.Storage.Blobs;

namespace Grid.Benchmarks;

/// <summary>
/// Processor time of checkpoints beside that of training. A span marks the copy of the state, on the training thread;
/// all that happens on other threads counts as theirs, too, so the share is an upper bound.
/// </summary>
internal sealed partial class CheckpointCost : IAttemptReporter, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    // Until then code is compiled, that of the first checkpoint too.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

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
        // The runtime compiles the hot code again beside the first training: that is no cost of checkpoints.
        Train();
        ResultFile.Write("checkpoint", Table(Train()));
        return Task.CompletedTask;
    }

    private static Totals Train()
    {
        var folder = Directory.CreateTempSubdirectory("grid-checkpoint-").FullName;
        using var cost = new CheckpointCost();
        var order = Recipes.Order(Recipes.Training(threads: 1, epochs: 1000)) with { CheckpointEvery = Every };
        var end = new Trainer(new FolderBlobStore(folder), TimeProvider.System).Train(order, cost, cost._stop.Token);
        Directory.Delete(folder, recursive: true);
        return end is AttemptEnd.Stopped
            ? cost.Counted()
            : throw new InvalidOperationException($"the training ended by itself: {end}");
    }

    private Totals Counted()
    {
        var (first, last) = (_samples[0], _samples[^1]);
        var thread = last.Thread - first.Thread;
        return new(last.Time - first.Time, thread, last.Process - first.Process - thread, last.Copying - first.Copying,
            last.Checkpoints - first.Checkpoints, _bytes);
    }

    private static string Table(Totals totals)
    {
        var share = (totals.Copying + totals.Beside) / totals.Training;
        return $"""
            # Cost of checkpoints

            SimCLR on ResNet-18 of width 16, one thread, with a checkpoint every {Every.TotalSeconds:0} s to a folder.
            The training thread copies the state; all that happens on other threads counts as the cost of checkpoints,
            too, what the runtime does included, so the share is an upper bound. Times are processor times, in a process
            that has trained before. {ResultFile.Conditions()} The goal is at most 1 %.

            {ResultFile.Row("training, s", "checkpoints", "MB each", "copying, ms each", "beside it, ms a second",
                "share")}
            |---|---|---|---|---|---|
            {ResultFile.Row($"{totals.Training:0.0}", $"{totals.Checkpoints}", $"{totals.Bytes / 1e6:0.0}",
                $"{1000 * totals.Copying / totals.Checkpoints:0.0}", $"{1000 * totals.Beside / totals.Seconds:0.0}",
                $"{100 * share:0.00} %")}

            """;
    }

    /// <inheritdoc/>
    public void Progress(AttemptProgress progress)
    {
        var now = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        if (now < WarmUp.TotalSeconds || _stop.IsCancellationRequested)
        {
            return;
        }

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

    /// <summary>What a stretch of training took, in seconds of processor time but for the first.</summary>
    private sealed record Totals(
        double Seconds, double Training, double Beside, double Copying, int Checkpoints, long Bytes);

    private readonly record struct Sample(double Time, double Process, double Thread, double Copying, int Checkpoints);
}
