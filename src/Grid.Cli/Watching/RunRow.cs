using Grid.Core.Summaries;

namespace Grid.Cli.Watching;

/// <summary>A run aboard a device, as the board shows it.</summary>
/// <param name="First">The first progress seen of this attempt.</param>
/// <param name="Last">The last.</param>
internal sealed record RunRow(RunProgress First, RunProgress Last)
{
    /// <summary>Part done, 0 to 1.</summary>
    public double Done => Last.Steps > 0 ? Math.Clamp((double)Last.Step / Last.Steps, 0, 1) : 0;

    /// <summary>Steps a second between the first and the last sight; 0 where nothing can be said.</summary>
    public double StepsPerSecond
    {
        get
        {
            var seconds = (Last.At - First.At).TotalSeconds;
            return seconds > 0 ? Math.Max(0, (Last.Step - First.Step) / seconds) : 0;
        }
    }

    /// <summary>Until the run has done its steps, or null where nothing can be said.</summary>
    public TimeSpan? Left =>
        StepsPerSecond > 0 ? TimeSpan.FromSeconds((Last.Steps - Last.Step) / StepsPerSecond) : null;

    /// <summary>With the next progress. One that starts lower is another attempt.</summary>
    public RunRow With(RunProgress next) => next.Step < Last.Step ? new(next, next) : this with { Last = next };
}
