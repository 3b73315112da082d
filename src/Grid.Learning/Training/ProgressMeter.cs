using Grid.Core.Ports;

namespace Grid.Learning.Training;

/// <summary>Tells where an attempt is, about twice a second, and measures its speed.</summary>
/// <param name="reporter">Who is told.</param>
/// <param name="time">The clock.</param>
/// <param name="steps">Steps of the whole run.</param>
/// <param name="imagesPerStep">Source images of a step.</param>
internal sealed class ProgressMeter(IAttemptReporter reporter, TimeProvider time, long steps, int imagesPerStep)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private long _since = time.GetTimestamp();
    private int _stepsSince;

    /// <summary>Source images a second, over the last interval.</summary>
    internal double ImagesPerSecond { get; private set; }

    /// <summary>One more step is done.</summary>
    internal void CountStep() => _stepsSince++;

    /// <summary>A sign of life; tells it where an interval has passed.</summary>
    /// <param name="step">Optimiser steps done.</param>
    /// <param name="stage">"train", "evaluate".</param>
    /// <returns>True where it was told.</returns>
    internal bool Beat(long step, string stage)
    {
        var passed = time.GetElapsedTime(_since);
        if (passed < Interval)
        {
            return false;
        }

        Tell(step, stage, passed);
        return true;
    }

    /// <summary>Tells it now; training starts or goes on after something else.</summary>
    internal void Restart(long step, string stage) => Tell(step, stage, time.GetElapsedTime(_since));

    private void Tell(long step, string stage, TimeSpan passed)
    {
        if (_stepsSince > 0 && passed > TimeSpan.Zero)
        {
            ImagesPerSecond = _stepsSince * imagesPerStep / passed.TotalSeconds;
        }

        (_since, _stepsSince) = (time.GetTimestamp(), 0);
        reporter.Progress(new AttemptProgress
        {
            Step = step,
            Steps = steps,
            ImagesPerSecond = ImagesPerSecond,
            Stage = stage,
        });
    }
}
