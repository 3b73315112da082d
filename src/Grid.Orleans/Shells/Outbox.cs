namespace Grid.Orleans.Shells;

/// <summary>How an outbox performs the effects of one kind of grain.</summary>
internal interface IEffects<TEffect>
{
    /// <summary>Effects of one lane keep their order; lanes do not wait for each other.</summary>
    string LaneOf(TEffect effect);

    /// <summary>False once the effect has been overtaken: it is dropped.</summary>
    bool IsWanted(TEffect effect);

    /// <summary>Performs it. Every exception means: not performed.</summary>
    Task Perform(TEffect effect);
}

/// <summary>
/// The effects of one grain from the save that promised them to their confirmation. Runs on the grain's own
/// scheduler, so nothing here is concurrent. An effect that cannot be performed is tried again with back-off.
/// </summary>
internal sealed class Outbox<TEffect>(IEffects<TEffect> effects, TimeProvider time, Action<TEffect, Exception> failed)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(5);

    private readonly List<PendingEffect<TEffect>> _pending = [];
    private readonly Dictionary<string, Queue<PendingEffect<TEffect>>> _lanes = [];
    private long _released;
    private bool _isStopped;

    /// <summary>Id of the newest effect.</summary>
    public long LastId { get; private set; }

    /// <summary>Effects not confirmed, oldest first.</summary>
    public IReadOnlyList<PendingEffect<TEffect>> Pending => _pending;

    /// <summary>Takes an effect; it is not performed before it is released.</summary>
    public void Add(TEffect effect) => _pending.Add(new(++LastId, effect));

    /// <summary>Takes over the effects that a stored row promised, and performs them.</summary>
    public void Restore(IEnumerable<PendingEffect<TEffect>> stored)
    {
        _pending.AddRange(stored);
        LastId = _pending.Count == 0 ? 0 : _pending[^1].Id;
        Release(LastId);
    }

    /// <summary>Performs the effects up to an id: the save that promised them is durable.</summary>
    public void Release(long upTo)
    {
        if (upTo <= _released)
        {
            return;
        }

        var from = _released;
        _released = upTo;
        // A copy, because an effect that completes at once leaves the list.
        foreach (var item in _pending.FindAll(x => x.Id > from && x.Id <= upTo))
        {
            Board(item);
        }
    }

    /// <summary>Performs nothing more: the grain is going away and its next activation takes over.</summary>
    public void Stop() => _isStopped = true;

    private void Board(PendingEffect<TEffect> item)
    {
        var key = effects.LaneOf(item.Effect);
        if (_lanes.TryGetValue(key, out var lane))
        {
            lane.Enqueue(item);
            return;
        }

        lane = new Queue<PendingEffect<TEffect>>(1);
        lane.Enqueue(item);
        _lanes.Add(key, lane);
        _ = Drain(key, lane);
    }

    private async Task Drain(string key, Queue<PendingEffect<TEffect>> lane)
    {
        while (lane.TryPeek(out var item) && await IsSettled(item.Effect))
        {
            _pending.Remove(item);
            lane.Dequeue();
        }

        _lanes.Remove(key);
    }

    /// <summary>True once the effect is performed or no longer wanted; false where the grain goes away first.</summary>
    private async Task<bool> IsSettled(TEffect effect)
    {
        for (var delay = FirstDelay; !_isStopped; delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
        {
            if (!effects.IsWanted(effect))
            {
                return true;
            }

            try
            {
                await effects.Perform(effect);
                return true;
            }
#pragma warning disable CA1031 // Whatever went wrong, the effect was not performed and is tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(effect, e);
            }

            await Task.Delay(delay, time);
        }

        return false;
    }
}
