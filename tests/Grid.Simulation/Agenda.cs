namespace Grid.Simulation;

/// <summary>What is to happen, in order of time and, at equal times, of planning. Only its events move the
/// clock.</summary>
public sealed class Agenda
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Action, (long At, long Number)> _events = new();
    private long _planned;

    /// <summary>Milliseconds since the start.</summary>
    public long NowMs { get; private set; }

    /// <summary>Events that have happened.</summary>
    public long Count { get; private set; }

    public DateTimeOffset Now => Start.AddMilliseconds(NowMs);

    public void After(long delayMs, Action action) => _events.Enqueue(action, (NowMs + delayMs, ++_planned));

    /// <summary>Lets the next event happen; false where nothing is planned up to <paramref name="endMs"/>.</summary>
    public bool Advance(long endMs)
    {
        if (!_events.TryPeek(out var action, out var key) || key.At > endMs)
        {
            return false;
        }

        _events.Dequeue();
        NowMs = key.At;
        Count++;
        action();
        return true;
    }
}
