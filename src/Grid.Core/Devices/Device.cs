using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Ports;
using DeviceStep = Grid.Core.Transition<Grid.Core.Devices.DeviceState, Grid.Core.Devices.DeviceEffect>;

namespace Grid.Core.Devices;

/// <summary>An attempt aboard a device.</summary>
/// <param name="Attempt">Its number.</param>
/// <param name="Slots">Slots it holds.</param>
/// <param name="IsStopping">It was asked to stop.</param>
/// <param name="Successor">A newer attempt of the same run that starts when this one has stopped, or null.</param>
/// <param name="IsDone">Its thread is free and so are its slots; its run has not taken the end yet.</param>
public sealed record Boarded(
    AttemptNumber Attempt, int Slots, bool IsStopping, AttemptOrder? Successor, bool IsDone = false);

/// <summary>What a device process knows of itself; it dies with the process.</summary>
public sealed record DeviceState
{
    /// <summary>Its name: silo name and grain key too.</summary>
    public required string Name { get; init; }

    /// <summary>Its incarnation.</summary>
    public required long Epoch { get; init; }

    /// <summary>Slots it offers.</summary>
    public required int Slots { get; init; }

    /// <summary>True while it accepts nothing new.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Attempts aboard, by run.</summary>
    public ImmutableSortedDictionary<RunId, Boarded> Aboard { get; init; } =
        ImmutableSortedDictionary<RunId, Boarded>.Empty;

    /// <summary>
    /// The last attempts whose end was taken, oldest first: a late start of one, or of an older, begins nothing.
    /// </summary>
    public ImmutableArray<(RunId Run, AttemptNumber Attempt)> Over { get; init; } = [];

    /// <summary>Slots not held.</summary>
    public int Free => Slots - Aboard.Values.Sum(x => x.IsDone ? 0 : x.Slots);
}

/// <summary>What can happen to a device.</summary>
public abstract record DeviceEvent
{
    private DeviceEvent()
    {
    }

    /// <summary>A run sends an attempt to one incarnation of this device.</summary>
    public sealed record StartRequested(AttemptOrder Order, long Epoch) : DeviceEvent;

    /// <summary>An attempt is to checkpoint and stop, or is stale.</summary>
    public sealed record StopRequested(RunId Run, AttemptNumber Attempt) : DeviceEvent;

    /// <summary>The training thread of an attempt is done: its slots are free.</summary>
    public sealed record AttemptDone(RunId Run, AttemptNumber Attempt) : DeviceEvent;

    /// <summary>
    /// The run has taken the end of an attempt that is done, or called it stale. Until then the attempt stays aboard:
    /// the run may send it again, and it must not be trained twice.
    /// </summary>
    public sealed record EndTaken(RunId Run, AttemptNumber Attempt) : DeviceEvent;

    /// <summary>The process is to end in order.</summary>
    public sealed record DrainRequested : DeviceEvent;
}

/// <summary>What the shell of a device must do.</summary>
public abstract record DeviceEffect
{
    private DeviceEffect()
    {
    }

    /// <summary>Train an attempt on a thread of its own.</summary>
    public sealed record Train(AttemptOrder Order) : DeviceEffect;

    /// <summary>Tell the training thread to stop at its next step.</summary>
    public sealed record SignalStop(RunId Run, AttemptNumber Attempt) : DeviceEffect;

    /// <summary>Tell the run that the incarnation it was sent to is not to be had.</summary>
    public sealed record TellLost(RunId Run, long Epoch, string Detail) : DeviceEffect;
}

/// <summary>The rules of a device: which attempts it takes aboard.</summary>
public static class Device
{
    // More than end on a device within the seconds that a start may be late.
    private const int MaxOver = 64;

    /// <summary>One step.</summary>
    public static DeviceStep Step(DeviceState state, DeviceEvent @event) => @event switch
    {
        DeviceEvent.StartRequested x => Start(state, x.Order, x.Epoch),
        DeviceEvent.StopRequested x => Stop(state, x.Run, x.Attempt),
        DeviceEvent.AttemptDone x => Leave(state, x.Run, x.Attempt),
        DeviceEvent.EndTaken x => Forget(state, x.Run, x.Attempt),
        DeviceEvent.DrainRequested => Drain(state),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a device"),
    };

    private static DeviceStep Start(DeviceState state, AttemptOrder order, long epoch)
    {
        if (epoch != state.Epoch)
        {
            return To(state, new DeviceEffect.TellLost(order.Run, epoch, "the device process was restarted"));
        }

        if (!state.Aboard.TryGetValue(order.Run, out var aboard))
        {
            var isLate = state.Over.Any(x => x.Run == order.Run && x.Attempt >= order.Attempt);
            return isLate ? To(state) : Board(state, order);
        }

        if (order.Attempt <= (aboard.Successor?.Attempt ?? aboard.Attempt))
        {
            return To(state);
        }

        if (aboard.IsDone)
        {
            return Board(state with { Aboard = state.Aboard.Remove(order.Run) }, order);
        }

        var next = aboard with { IsStopping = true, Successor = order };
        return To(With(state, order.Run, next), new DeviceEffect.SignalStop(order.Run, aboard.Attempt));
    }

    private static DeviceStep Board(DeviceState state, AttemptOrder order)
    {
        if (state.IsDraining || order.Slots > state.Free)
        {
            var why = state.IsDraining ? "the device is stopping" : "the device has no free slot";
            return To(state, new DeviceEffect.TellLost(order.Run, state.Epoch, why));
        }

        return To(With(state, order.Run, new(order.Attempt, order.Slots, false, null)), new DeviceEffect.Train(order));
    }

    private static DeviceStep Stop(DeviceState state, RunId run, AttemptNumber attempt)
    {
        if (!state.Aboard.TryGetValue(run, out var aboard))
        {
            return To(state);
        }

        if (aboard.Successor?.Attempt == attempt)
        {
            return To(With(state, run, aboard with { Successor = null }),
                new DeviceEffect.TellLost(run, state.Epoch, "it was stopped before it began"));
        }

        return aboard.Attempt != attempt || aboard.IsDone ? To(state)
            : To(With(state, run, aboard with { IsStopping = true }), new DeviceEffect.SignalStop(run, attempt));
    }

    private static DeviceStep Leave(DeviceState state, RunId run, AttemptNumber attempt)
    {
        if (!state.Aboard.TryGetValue(run, out var aboard) || aboard.Attempt != attempt)
        {
            return To(state);
        }

        return aboard.Successor is { } order
            ? Board(state with { Aboard = state.Aboard.Remove(run) }, order)
            : To(With(state, run, aboard with { IsDone = true }));
    }

    private static DeviceStep Forget(DeviceState state, RunId run, AttemptNumber attempt)
    {
        if (!state.Aboard.TryGetValue(run, out var aboard) || aboard.Attempt != attempt || !aboard.IsDone)
        {
            return To(state);
        }

        var over = state.Over.Length < MaxOver ? state.Over : state.Over.RemoveAt(0);
        return To(state with { Aboard = state.Aboard.Remove(run), Over = over.Add((run, attempt)) });
    }

    private static DeviceStep Drain(DeviceState state)
    {
        var training = state.Aboard.Where(x => !x.Value.IsDone).ToArray();
        var stopping = training.Select(x => KeyValuePair.Create(x.Key, x.Value with { IsStopping = true }));
        var stops = training.Select(DeviceEffect (x) => new DeviceEffect.SignalStop(x.Key, x.Value.Attempt));
        return new(state with { IsDraining = true, Aboard = state.Aboard.SetItems(stopping) }, [.. stops]);
    }

    private static DeviceState With(DeviceState state, RunId run, Boarded aboard) =>
        state with { Aboard = state.Aboard.SetItem(run, aboard) };

    private static DeviceStep To(DeviceState state, params ImmutableArray<DeviceEffect> effects) => new(state, effects);
}
