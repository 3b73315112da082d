using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Runs;
using BacklogStep = Grid.Core.Transition<Grid.Core.Backlogs.BacklogState, Grid.Core.Backlogs.BacklogEffect>;

namespace Grid.Core.Backlogs;

/// <summary>
/// Who gets the next device slot: the sweep that holds the fewest, and of its runs the first in order of trial and
/// replica. A run that was aboard when a device aborted runs alone.
/// </summary>
public static class Backlog
{
    /// <summary>A device or a run aboard that is silent this long is given up.</summary>
    public static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);

    /// <summary>One step.</summary>
    public static BacklogStep Step(BacklogState state, BacklogEvent @event)
    {
        var step = @event switch
        {
            BacklogEvent.Enqueued x => To(Enqueue(state, x.Entry)),
            BacklogEvent.Withdrawn x => To(Dequeue(state, x.Run)),
            BacklogEvent.Claimed x => Believe(state, x.Claim, x.At),
            BacklogEvent.Released x => To(Leave(state, x.Run, x.Device, x.Epoch)),
            BacklogEvent.Announced x => Hear(state, x.Announcement, x.At),
            BacklogEvent.DeviceEnded x => Lose(state, x),
            BacklogEvent.Ticked x => GiveUpSilent(state, x.At),
            _ => throw new UnreachableException($"{@event.GetType().Name} is no event of the backlog"),
        };
        return Serve(step.State, step.Effects, @event.At);
    }

    private static BacklogState Enqueue(BacklogState state, BacklogEntry entry)
    {
        var share = state.ShareOf(entry.Run.Sweep);
        return state.With(entry.Run.Sweep, share with { Waiting = share.Waiting.SetItem(entry.Run, entry) });
    }

    private static BacklogState Dequeue(BacklogState state, RunId run)
    {
        if (state.EntryOf(run) is null)
        {
            return state;
        }

        var share = state.Shares[run.Sweep];
        return state.With(run.Sweep, share with { Waiting = share.Waiting.Remove(run) });
    }

    private static BacklogStep Believe(BacklogState state, BacklogClaim claim, DateTimeOffset at)
    {
        if (IsOver(state, claim.Device, claim.Epoch))
        {
            return new(state, [new BacklogEffect.TellLost(
                claim.Run, claim.Device, claim.Epoch, LossCause.Killed, "its process is gone")]);
        }

        var (next, lost) = Supersede(state, claim.Device, claim.Epoch);
        if (!next.Devices.ContainsKey(claim.Device))
        {
            // A run knows this device and we do not: it gets the usual time to announce itself.
            next = next.With(Unheard(claim.Device, claim.Epoch, at) with { Reason = "not heard from yet" });
        }

        return new(Board(Dequeue(next, claim.Run), claim, at), lost);
    }

    private static BacklogState Board(BacklogState state, BacklogClaim claim, DateTimeOffset at)
    {
        var device = state.Devices[claim.Device];
        if (device.Aboard.TryGetValue(claim.Run, out var aboard))
        {
            return state.With(device with
            {
                Aboard = device.Aboard.SetItem(claim.Run, aboard with { IsSuspect = claim.IsSuspect }),
            });
        }

        device = device with
        {
            Aboard = device.Aboard.Add(claim.Run, new(claim.Run, claim.Slots, claim.IsSuspect, at)),
            Held = device.Held + claim.Slots,
        };
        return state.With(device).WithHeld(claim.Run.Sweep, claim.Slots);
    }

    private static BacklogState Leave(BacklogState state, RunId run, string name, long epoch)
    {
        if (!state.Devices.TryGetValue(name, out var device) || device.Epoch != epoch
            || !device.Aboard.TryGetValue(run, out var boarding))
        {
            return state;
        }

        device = device with { Aboard = device.Aboard.Remove(run), Held = device.Held - boarding.Slots };
        return state.With(device).WithHeld(run.Sweep, -boarding.Slots);
    }

    private static BacklogStep Hear(BacklogState state, DeviceAnnouncement heard, DateTimeOffset at)
    {
        if (IsOver(state, heard.Device, heard.Epoch))
        {
            return To(state);
        }

        var (next, lost) = Supersede(state, heard.Device, heard.Epoch);
        var device = (next.Devices.GetValueOrDefault(heard.Device) ?? Unheard(heard.Device, heard.Epoch, at)) with
        {
            Kind = heard.Kind,
            Slots = heard.Slots,
            HeardAt = at,
            Phase = heard.IsDraining ? "draining" : "ready",
            Reason = heard.IsDraining ? "is stopping" : "accepts runs",
        };
        var left = device.Aboard.Values.Where(x => x.IsNamed && heard.Runs.All(y => y.Run != x.Run));
        next = left.Aggregate(next.With(device), (all, x) => Leave(all, x.Run, device.Name, device.Epoch));
        return new(heard.Runs.Aggregate(next, (all, run) => Meet(all, heard, run, at)), lost);
    }

    private static BacklogState Meet(BacklogState state, DeviceAnnouncement heard, AnnouncedRun run, DateTimeOffset at)
    {
        if (!state.Devices[heard.Device].Aboard.ContainsKey(run.Run))
        {
            state = Board(state, new(run.Run, heard.Device, heard.Epoch, run.Slots, false), at);
        }

        var device = state.Devices[heard.Device];
        var boarding = device.Aboard[run.Run] with { HeardAt = at, IsNamed = true };
        return state.With(device with { Aboard = device.Aboard.SetItem(run.Run, boarding) });
    }

    private static BacklogStep Lose(BacklogState state, BacklogEvent.DeviceEnded x)
    {
        if (state.Devices.TryGetValue(x.Device, out var known) && known.Epoch > x.Epoch)
        {
            return To(state);
        }

        // Whatever was aboard an older incarnation did not see this one's end.
        var (next, older) = Supersede(state, x.Device, x.Epoch);
        var device = next.Devices.GetValueOrDefault(x.Device) ?? Unheard(x.Device, x.Epoch, x.At);
        (next, var lost) = Unload(next, device, x.Cause, x.Detail);
        var ended = Emptied(device, x.IsQuarantined ? "quarantined" : "restarting", x.Detail);
        return new(next.With(ended with { HasEnded = true, HeardAt = x.At }), [.. older, .. lost]);
    }

    private static bool IsOver(BacklogState state, string device, long epoch) =>
        state.Devices.TryGetValue(device, out var known)
        && (known.Epoch > epoch || (known.Epoch == epoch && known.HasEnded));

    /// <summary>An older incarnation ends where a newer one is heard of.</summary>
    private static (BacklogState State, ImmutableArray<BacklogEffect> Lost) Supersede(
        BacklogState state, string name, long epoch)
    {
        if (!state.Devices.TryGetValue(name, out var known) || known.Epoch >= epoch)
        {
            return (state, []);
        }

        var (next, lost) = Unload(state, known, LossCause.Killed, "the device process was restarted");
        return (next with { Devices = next.Devices.Remove(name) }, lost);
    }

    private static BacklogDevice Unheard(string name, long epoch, DateTimeOffset at) =>
        new() { Name = name, Epoch = epoch, Kind = "", Slots = 0, Phase = "restarting", HeardAt = at };

    private static BacklogStep GiveUpSilent(BacklogState state, DateTimeOffset at)
    {
        var effects = ImmutableArray.CreateBuilder<BacklogEffect>();
        foreach (var device in state.Devices.Values.Where(x => x.Slots > 0 || !x.Aboard.IsEmpty))
        {
            if (at - device.HeardAt > MaxSilence)
            {
                (state, var lost) = Unload(state, device, LossCause.Killed, $"no word for {MaxSilence.TotalSeconds} s");
                effects.AddRange(lost);
                state = state.With(Emptied(device, "restarting", "no word from it"));
                continue;
            }

            foreach (var run in device.Aboard.Values.Where(x => at - x.HeardAt > MaxSilence))
            {
                state = Leave(state, run.Run, device.Name, device.Epoch);
                effects.Add(new BacklogEffect.TellLost(
                    run.Run, device.Name, device.Epoch, LossCause.Killed, "the device does not know the run"));
            }
        }

        return new(state, effects.ToImmutable());
    }

    /// <summary>Everything aboard leaves and is told so; the device's row is the caller's to replace.</summary>
    private static (BacklogState State, ImmutableArray<BacklogEffect> Lost) Unload(
        BacklogState state, BacklogDevice device, LossCause cause, string detail)
    {
        var lost = ImmutableArray.CreateBuilder<BacklogEffect>();
        foreach (var boarding in device.Aboard.Values.OrderBy(x => x.Run))
        {
            state = state.WithHeld(boarding.Run.Sweep, -boarding.Slots);
            lost.Add(new BacklogEffect.TellLost(boarding.Run, device.Name, device.Epoch, cause, detail));
        }

        return (state, lost.ToImmutable());
    }

    private static BacklogDevice Emptied(BacklogDevice device, string phase, string reason) => device with
    {
        Slots = 0,
        Held = 0,
        Aboard = ImmutableDictionary<RunId, Boarding>.Empty,
        Phase = phase,
        Reason = reason,
    };

    private static BacklogStep Serve(BacklogState state, ImmutableArray<BacklogEffect> effects, DateTimeOffset at)
    {
        var all = effects.ToBuilder();
        foreach (var name in state.Devices.Keys)
        {
            while (Next(state, state.Devices[name], at) is { } entry)
            {
                var epoch = state.Devices[name].Epoch;
                var freed = Leave(Dequeue(state, entry.Run), entry.Run, name, epoch);
                state = Board(freed, new(entry.Run, name, epoch, entry.Slots, entry.IsSuspect), at);
                all.Add(new BacklogEffect.Grant(entry.Run, name, epoch));
            }
        }

        return new(state, all.ToImmutable());
    }

    /// <summary>
    /// Who is next on a device. A run whose turn it is but that needs more room keeps one device waiting for it, else
    /// smaller runs would pass it for ever.
    /// </summary>
    private static BacklogEntry? Next(BacklogState state, BacklogDevice device, DateTimeOffset at)
    {
        if (device.Phase != "ready" || device.Held >= device.Slots
            || device.Aboard.Values.Any(x => x.IsSuspect))
        {
            return null;
        }

        var first = state.Shares.Values
            .OrderBy(x => x.Held).ThenBy(x => x.Arrival)
            .Select(share => share.Waiting.Values.FirstOrDefault(x => MayTake(x, state, device, at)))
            .FirstOrDefault(x => x is not null);
        return first is not null && Fits(first, device) ? first : null;
    }

    /// <summary>True where the entry may be the next on the device, now or once there is room.</summary>
    private static bool MayTake(BacklogEntry entry, BacklogState state, BacklogDevice device, DateTimeOffset at) =>
        (entry.NotBefore is not { } due || due <= at) && Suits(entry, device)
        && (Fits(entry, device) || WaitsFor(state, entry) == device.Name);

    /// <summary>True where an empty device would do.</summary>
    private static bool Suits(BacklogEntry entry, BacklogDevice device) =>
        device.Phase == "ready" && entry.Slots <= device.Slots
        && (entry.Device == "any" || entry.Device == device.Kind);

    private static bool Fits(BacklogEntry entry, BacklogDevice device) =>
        entry.Slots <= device.Slots - device.Held && (!entry.IsSuspect || device.Aboard.IsEmpty);

    private static string? WaitsFor(BacklogState state, BacklogEntry entry) =>
        state.Devices.Values.Where(x => Suits(entry, x)).MinBy(x => x.Held)?.Name;

    private static BacklogState With(this BacklogState state, BacklogDevice device) =>
        state with { Devices = state.Devices.SetItem(device.Name, device) };

    private static BacklogState WithHeld(this BacklogState state, SweepId sweep, int slots)
    {
        var share = state.ShareOf(sweep);
        return state.With(sweep, share with { Held = share.Held + slots });
    }

    private static BacklogShare ShareOf(this BacklogState state, SweepId sweep) =>
        state.Shares.GetValueOrDefault(sweep)
        ?? new(ImmutableSortedDictionary<RunId, BacklogEntry>.Empty, Held: 0, state.NextArrival);

    private static BacklogState With(this BacklogState state, SweepId sweep, BacklogShare share) => state with
    {
        NextArrival = Math.Max(state.NextArrival, share.Arrival + 1),
        Shares = share.IsEmpty ? state.Shares.Remove(sweep) : state.Shares.SetItem(sweep, share),
    };

    private static BacklogStep To(BacklogState state) => new(state, []);
}
