using Grid.Core;
using Grid.Core.Ports;
using Grid.Orleans.Placement;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Grid.Orleans.Shells;

/// <summary>
/// The one way a durable grain works: load, step (synchronous), save the state with its unperformed effects, perform
/// the effects, whose answers come back as events. Reentrant, so that events that arrive during a save share the next.
/// Any failure of a save ends the activation: the next one starts from what is stored.
/// </summary>
[Reentrant, ControlSilosOnly]
public abstract class Shell<TState, TEvent, TEffect> : Grain, IEffects<TEffect>
    where TState : class
{
    private readonly IRowStore _store;
    private readonly EnvelopeFormat<TState, TEffect> _format;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Outbox<TEffect> _outbox;
    private readonly List<JournalRow> _journal = [];
    private TaskCompletionSource? _next;
    private TaskCompletionSource? _saving;
    private long _version;
    private bool _isBroken;

    private protected Shell(IRowStore store, EnvelopeFormat<TState, TEffect> format, TimeProvider time, ILogger logger)
    {
        (_store, _format, _time, _logger) = (store, format, time, logger);
        _outbox = new(this, time, NotPerformed);
    }

    /// <summary>The state after the last step; null before the first. Its save may be under way.</summary>
    protected TState? State { get; private set; }

    /// <summary>The time that events carry.</summary>
    protected DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>The grain's key.</summary>
    protected string Key => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (await _store.Read(_format.Kind, Key, cancellationToken) is { } row)
        {
            var stored = _format.Read(row);
            (State, _version) = (stored.State, row.Version);
            _outbox.Restore(stored.Outbox);
        }
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _outbox.Stop();
        return Task.CompletedTask;
    }

    /// <summary>Takes an event. Completes when everything it led to, and everything before it, is durable.</summary>
    /// <param name="event">What happened.</param>
    /// <param name="isCheck">
    /// Saves even if nothing changed: a save that seemed to fail may have become durable later, and only the version
    /// check of another save shows it.
    /// </param>
    /// <exception cref="NotSavedException">The store failed: the event may count or not. Send it again.</exception>
    protected Task Take(TEvent @event, bool isCheck = false)
    {
        if (_isBroken)
        {
            throw BeingLoaded();
        }

        var (state, effects) = Step(State, @event);
        var isChanged = !ReferenceEquals(state, State);
        State = state;
        foreach (var effect in effects)
        {
            _outbox.Add(effect);
        }

        if (isChanged)
        {
            _journal.Add(JournalOf(@event));
            return Save();
        }

        return isCheck && State is not null ? Save() : Settle(effects.IsEmpty);
    }

    /// <summary>
    /// Completes when the state is durable: nothing may be answered from it before, it may still be lost.
    /// </summary>
    /// <exception cref="NotSavedException">It was lost.</exception>
    protected Task Saved() => _isBroken ? throw BeingLoaded() : (_next ?? _saving)?.Task ?? Task.CompletedTask;

    /// <summary>The rule.</summary>
    protected abstract Transition<TState?, TEffect> Step(TState? state, TEvent @event);

    /// <summary>The event as the journal keeps it.</summary>
    protected abstract JournalRow JournalOf(TEvent @event);

    /// <summary>Adds the summary to a save.</summary>
    protected abstract GrainRows Summarize(GrainRows rows, TState state);

    /// <summary>Performs one effect.</summary>
    protected abstract Task Perform(TState state, TEffect effect);

    /// <summary>Effects of one lane keep their order.</summary>
    protected abstract string LaneOf(TEffect effect);

    /// <summary>False once the state has moved on.</summary>
    protected abstract bool IsWanted(TState state, TEffect effect);

    string IEffects<TEffect>.LaneOf(TEffect effect) => LaneOf(effect);

    bool IEffects<TEffect>.IsWanted(TEffect effect) => IsWanted(State!, effect);

    Task IEffects<TEffect>.Perform(TEffect effect) => Perform(State!, effect);

    /// <summary>A step that changed nothing: its effects derive from the state and wait for its save only.</summary>
    private Task Settle(bool isSilent)
    {
        if (_next is null && _saving is null)
        {
            _outbox.Release(_outbox.LastId);
            return Task.CompletedTask;
        }

        return isSilent ? (_next ?? _saving)!.Task : Save();
    }

    private Task Save()
    {
        _next ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
        var saved = _next.Task;
        if (_saving is null)
        {
            _ = SaveAll();
        }

        return saved;
    }

    private async Task SaveAll()
    {
        while (_next is { } batch)
        {
            (_saving, _next) = (batch, null);
            var promised = _outbox.LastId;
            try
            {
                await _store.Write(Rows());
                _version++;
                _outbox.Release(promised);
                _saving = null;
                batch.SetResult();
            }
#pragma warning disable CA1031 // Any failure leaves open what is stored: this activation ends and its callers hear so.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Break(batch, e);
            }
        }
    }

    private GrainRows Rows()
    {
        var payload = _format.Write(State!, _outbox.Pending);
        var state = new StateRow(_format.Kind, Key, _version, payload);
        var rows = new GrainRows { State = state, Journal = [.. _journal] };
        _journal.Clear();
        return Summarize(rows, State!);
    }

    private void Break(TaskCompletionSource batch, Exception cause)
    {
        Log.NotSaved(_logger, cause, _format.Kind, Key);
        _isBroken = true;
        _outbox.Stop();
        var failure = new NotSavedException($"{_format.Kind} {Key} was not saved: {cause.Message}");
        foreach (var waiting in (TaskCompletionSource?[])[batch, _next])
        {
            waiting?.SetException(failure);
            _ = waiting?.Task.Exception;
        }

        (_saving, _next) = (null, null);
        DeactivateOnIdle();
    }

    private NotSavedException BeingLoaded() =>
        new($"{_format.Kind} {Key} is being loaded again after a failed save");

    private void NotPerformed(TEffect effect, Exception cause) =>
        Log.NotPerformed(_logger, effect!.GetType().Name, _format.Kind, Key, cause.Message);
}

/// <summary>A grain's save failed: what its caller asked for may not count. Asking again is always right.</summary>
[GenerateSerializer]
public sealed class NotSavedException(string message) : Exception(message);
