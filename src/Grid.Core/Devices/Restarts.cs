using System.Collections.Immutable;
using Grid.Core.Runs;

namespace Grid.Core.Devices;

/// <summary>What a supervisor does after a device process ended.</summary>
public abstract record Restart
{
    private Restart()
    {
    }

    /// <summary>Start it again after a while.</summary>
    public sealed record After(TimeSpan Delay) : Restart;

    /// <summary>Leave it: it only aborts.</summary>
    public sealed record Quarantine(int Aborts) : Restart;
}

/// <summary>
/// How often a device process ended lately. The first end costs no wait; then 0.5 s, 1 s, 2 s ... 30 s, until one lives
/// for a minute. Six aborts within two minutes end the trying; kills only slow it down.
/// </summary>
/// <param name="Ends">Ends in a row, without a minute's life in between.</param>
/// <param name="Aborts">When it aborted, within the last two minutes.</param>
public sealed record Restarts(int Ends, ImmutableArray<DateTimeOffset> Aborts)
{
    private const int MaxAborts = 6;
    private static readonly TimeSpan AbortWindow = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongLife = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>It has never ended.</summary>
    public static Restarts None { get; } = new(0, []);

    /// <summary>The history after one more end, and what to do.</summary>
    /// <param name="cause">Why it ended.</param>
    /// <param name="lived">How long it had lived.</param>
    /// <param name="at">When it ended.</param>
    public (Restarts Next, Restart Decision) Ended(LossCause cause, TimeSpan lived, DateTimeOffset at)
    {
        var recent = Aborts.RemoveAll(x => at - x > AbortWindow);
        var aborts = cause == LossCause.Aborted ? recent.Add(at) : recent;
        var before = lived > LongLife ? 0 : Ends;
        var next = new Restarts(before + 1, aborts);
        return (next, aborts.Length >= MaxAborts
            ? new Restart.Quarantine(aborts.Length)
            : new Restart.After(Delay(before)));
    }

    private static TimeSpan Delay(int endsBefore)
    {
        var seconds = endsBefore == 0 ? 0 : Math.Min(MaxDelay.TotalSeconds, Math.Pow(2, Math.Min(endsBefore, 30) - 2));
        return TimeSpan.FromSeconds(seconds);
    }
}
