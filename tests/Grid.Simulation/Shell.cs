using Grid.Core;

namespace Grid.Simulation;

/// <summary>
/// A durable grain as the product has it: step, save the state with its unperformed effects under a version check,
/// perform the effects, hear their answers as events. Steps that arrive during a save share the next one. Whatever
/// goes wrong with a save ends the activation.
/// </summary>
public abstract class Shell<TState, TEvent, TEffect>
    where TState : class
    where TEffect : class
{
    private const int MaxRetryMs = 5_000;

    private readonly World _world;
    private readonly List<TEffect> _promised = [];
    private readonly List<TEffect> _pending = [];
    private readonly Dictionary<string, Queue<TEffect>> _lanes = [];
    private List<Action<Answer>> _next = [];
    private bool _mustSave;
    private bool _isSaving;
    private bool _isGone;
    private long _version;

    protected Shell(World world, string key)
    {
        (_world, Key) = (world, key);
        if (world.Store.Read(key) is { } row)
        {
            (State, _version) = (Restore((TState)row.State), row.Version);
            foreach (var effect in row.Outbox.Cast<TEffect>())
            {
                _pending.Add(effect);
                Board(effect);
            }
        }
    }

    public string Key { get; }

    /// <summary>The state after the last step; its save may be under way.</summary>
    public TState? State { get; private set; }

    protected World World => _world;

    /// <summary>The process is gone, or a save failed: nothing more happens here.</summary>
    public void End() => _isGone = true;

    /// <summary>Takes an event; answers once everything it led to, and everything before it, is durable.</summary>
    public void Take(TEvent @event, Action<Answer> reply)
    {
        if (_isGone)
        {
            return;
        }

        var before = State;
        (State, var effects) = Step(State, @event);
        _world.Note(Key, () =>
            $"{Tell(@event)} -> {Tell(State)}{string.Concat(effects.Select(x => $"; {x.GetType().Name}"))}");
        _promised.AddRange(effects);
        _pending.AddRange(effects);
        _mustSave |= !ReferenceEquals(before, State) || (_isSaving && !effects.IsEmpty)
            || (IsCheck(@event) && State is not null && _world.Mutant != Mutant.WakingSavesNothing);
        if (_world.Mutant == Mutant.PerformBeforeSave)
        {
            ReleaseAll();
        }

        if (_mustSave || _isSaving)
        {
            _next.Add(reply);
            Save();
            return;
        }

        // Nothing changed: the effects derive from what is stored.
        ReleaseAll();
        reply(Answer.Done);
    }

    /// <summary>Answers once the state is durable; with <see cref="Answer.None"/> where it could not be
    /// saved.</summary>
    protected void WhenSaved(Answer answer, Action<Answer> reply)
    {
        if (_isSaving)
        {
            _next.Add(x => reply(x == Answer.Done ? answer : x));
            return;
        }

        reply(answer);
    }

    protected abstract Transition<TState?, TEffect> Step(TState? state, TEvent @event);

    /// <summary>
    /// True where the event asks whether all is well. It is saved even if it changes nothing: a save that was told to
    /// have failed may have become durable later, and only the version check of another save shows it.
    /// </summary>
    protected abstract bool IsCheck(TEvent @event);

    /// <summary>The state as it comes back from its text.</summary>
    protected abstract TState Restore(TState stored);

    protected abstract string LaneOf(TEffect effect);

    protected abstract bool IsWanted(TState state, TEffect effect);

    protected abstract void Perform(TEffect effect, Action<Answer> answered);

    protected abstract string Tell(TState? state);

    protected abstract string Tell(TEvent @event);

    private void Save()
    {
        if (_isSaving)
        {
            return;
        }

        var (callers, mustSave, released) = (_next, _mustSave, _promised.Count);
        (_next, _mustSave) = ([], false);
        if (!mustSave)
        {
            callers.ForEach(x => x(Answer.Done));
            return;
        }

        _isSaving = true;
        IReadOnlyList<object> outbox = _world.Mutant == Mutant.OutboxNotStored ? [] : [.. _pending];
        _world.Store.Write(Key, new(_version + 1, State!, outbox), isSaved => Saved(isSaved, callers, released));
    }

    private void Saved(bool isSaved, List<Action<Answer>> callers, int released)
    {
        if (_isGone)
        {
            return;
        }

        if (!isSaved)
        {
            _world.Tally.Count(Case.SaveFailed);
            _world.Note(Key, () => "the save failed: starts again from what is stored");
            End();
            _world.Control.Forget(Key);
            callers.Concat(_next).ToList().ForEach(x => x(Answer.None));
            return;
        }

        _version++;
        _isSaving = false;
        var ready = _promised.GetRange(0, Math.Min(released, _promised.Count));
        _promised.RemoveRange(0, ready.Count);
        ready.ForEach(Board);
        callers.ForEach(x => x(Answer.Done));
        Save();
    }

    private void ReleaseAll()
    {
        var ready = _promised.ToList();
        _promised.Clear();
        ready.ForEach(Board);
    }

    private void Board(TEffect effect)
    {
        var name = LaneOf(effect);
        if (_lanes.TryGetValue(name, out var lane))
        {
            lane.Enqueue(effect);
            return;
        }

        _lanes[name] = lane = new([effect]);
        // An activation that is just being loaded performs nothing before it is there.
        _world.Agenda.After(0, () => Drain(name, lane, 50));
    }

    private void Drain(string name, Queue<TEffect> lane, int retryMs)
    {
        if (_isGone)
        {
            return;
        }

        if (!lane.TryPeek(out var effect))
        {
            _lanes.Remove(name);
            return;
        }

        if (!IsWanted(State!, effect))
        {
            Settle(lane, effect);
            Drain(name, lane, 50);
            return;
        }

        Perform(effect, answer =>
        {
            if (answer == Answer.None)
            {
                _world.Agenda.After(retryMs, () => Drain(name, lane, Math.Min(MaxRetryMs, retryMs * 2)));
                return;
            }

            Settle(lane, effect);
            Drain(name, lane, 50);
        });
    }

    private void Settle(Queue<TEffect> lane, TEffect effect)
    {
        lane.Dequeue();
        _pending.RemoveAt(_pending.FindIndex(x => ReferenceEquals(x, effect)));
    }
}
