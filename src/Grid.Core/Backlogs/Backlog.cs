using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Runs;
using BacklogStep = Grid.Core.Transition<Grid.Core.Backlogs.BacklogState, Grid.Core.Backlogs.BacklogEffect>;

namespace Grid.Core.Backlogs;

/// <summary>
/// Who gets the next device slot: the sweep that holds the fewest, then first come, first served. A run that was
/// aboard when a device aborted runs alone.
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
            BacklogEvent.Claimed x => To(Board(Dequeue(state, x.Claim.Run), x.Claim, x.At)),
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
        var sweep = entry.Run.Sweep;
        var share = state.Shares.GetValueOrDefault(sweep, BacklogShare.None);
        var arrival = state.Arrivals.TryGetValue(entry.Run, out var known) ? known : state.NextArrival;
        return state with
        {
            NextArrival = Math.Max(state.NextArrival, arrival + 1),
            Arrivals = state.Arrivals.SetItem(entry.Run, arrival),
            Shares = state.Shares.SetItem(sweep, share with { Waiting = share.Waiting.SetItem(arrival, entry) }),
        };
    }

    private static BacklogState Dequeue(BacklogState state, RunId run)
    {
        if (!state.Arrivals.TryGetValue(run, out var arrival))
        {
            return state;
        }

        var share = state.Shares[run.Sweep];
        return (state with { Arrivals = state.Arrivals.Remove(run) })
            .WithShare(run.Sweep, share with { Waiting = share.Waiting.Remove(arrival) });
    }

    private static BacklogState Board(BacklogState state, BacklogClaim claim, DateTimeOffset at)
    {
        var device = state.Devices.GetValueOrDefault(claim.Device) ?? new BacklogDevice
        {
            // A run knows this device and we do not: it gets the usual time to announce itself.
            Name = claim.Device,
            Epoch = claim.Epoch,
            Kind = "",
            Slots = 0,
            Phase = "restarting",
            Reason = "not heard from yet",
            HeardAt = at,
        };
        if (device.Epoch != claim.Epoch || device.Aboard.ContainsKey(claim.Run))
        {
            return state;
        }

        device = device with
        {
            Aboard = device.Aboard.Add(claim.Run, new(claim.Run, claim.Slots, claim.IsSuspect, at)),
            Held = device.Held + claim.Slots,
        };
        return (state with { Devices = state.Devices.SetItem(device.Name, device) }).WithHeld(claim.Run.Sweep, claim.Slots);
    }

    private static BacklogState Leave(BacklogState state, RunId run, string name, long epoch)
    {
        if (!state.Devices.TryGetValue(name, out var device) || device.Epoch != epoch
            || !device.Aboard.TryGetValue(run, out var boarding))
        {
            return state;
        }

        device = device with { Aboard = device.Aboard.Remove(run), Held = device.Held - boarding.Slots };
        return (state with { Devices = state.Devices.SetItem(name, device) }).WithHeld(run.Sweep, -boarding.Slots);
    }

    private static BacklogStep Hear(BacklogState state, DeviceAnnouncement heard, DateTimeOffset at)
    {
        var known = state.Devices.GetValueOrDefault(heard.Device);
        if (known is not null && heard.Epoch < known.Epoch)
        {
            return To(state);
        }

        ImmutableArray<BacklogEffect> lost = [];
        if (known is not null && heard.Epoch > known.Epoch)
        {
            (state, lost) = Unload(state, known, LossCause.Killed, "the device process was restarted");
            known = null;
        }

        var device = (known ?? New(heard, at)) with
        {
            Kind = heard.Kind,
            Slots = heard.Slots,
            HeardAt = at,
            Phase = heard.IsDraining ? "draining" : "ready",
            Reason = heard.IsDraining ? "is stopping" : "accepts runs",
        };
        state = state with { Devices = state.Devices.SetItem(device.Name, device) };
        return new(heard.Runs.Aggregate(state, (all, run) => Meet(all, heard, run, at)), lost);
    }

    private static BacklogDevice New(DeviceAnnouncement heard, DateTimeOffset at) =>
        new() { Name = heard.Device, Epoch = heard.Epoch, Kind = heard.Kind, Slots = heard.Slots, HeardAt = at };

    private static BacklogState Meet(BacklogState state, DeviceAnnouncement heard, AnnouncedRun run, DateTimeOffset at)
    {
        var device = state.Devices[heard.Device];
        if (!device.Aboard.TryGetValue(run.Run, out var boarding))
        {
            return Board(state, new(run.Run, heard.Device, heard.Epoch, run.Slots, false), at);
        }

        device = device with { Aboard = device.Aboard.SetItem(run.Run, boarding with { HeardAt = at }) };
        return state with { Devices = state.Devices.SetItem(device.Name, device) };
    }

    private static BacklogStep Lose(BacklogState state, BacklogEvent.DeviceEnded x)
    {
        var known = state.Devices.GetValueOrDefault(x.Device) ?? new BacklogDevice
        {
            Name = x.Device,
            Epoch = x.Epoch,
            Kind = "",
            Slots = 0,
            HeardAt = x.At,
        };
        if (known.Epoch > x.Epoch)
        {
            return To(state);
        }

        var (next, lost) = Unload(state, known, x.Cause, x.Detail);
        var ended = Emptied(known, x.IsQuarantined ? "quarantined" : "restarting", x.Detail) with { Epoch = x.Epoch, HeardAt = x.At };
        return new(next with { Devices = next.Devices.SetItem(ended.Name, ended) }, lost);
    }

    private static BacklogStep GiveUpSilent(BacklogState state, DateTimeOffset at)
    {
        var effects = ImmutableArray.CreateBuilder<BacklogEffect>();
        foreach (var device in state.Devices.Values.Where(x => x.Slots > 0 || !x.Aboard.IsEmpty))
        {
            if (at - device.HeardAt > MaxSilence)
            {
                (state, var lost) = Unload(state, device, LossCause.Killed, $"no word for {MaxSilence.TotalSeconds} s");
                effects.AddRange(lost);
                var silent = Emptied(device, "restarting", "no word from it");
                state = state with { Devices = state.Devices.SetItem(device.Name, silent) };
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
                var device = state.Devices[name];
                state = Board(Dequeue(state, entry.Run),
                    new(entry.Run, name, device.Epoch, entry.Slots, entry.IsSuspect), at);
                all.Add(new BacklogEffect.Grant(entry.Run, name, device.Epoch));
            }
        }

        return new(state, all.ToImmutable());
    }

    private static BacklogEntry? Next(BacklogState state, BacklogDevice device, DateTimeOffset at)
    {
        if (device.Phase != "ready" || device.Held >= device.Slots || state.Arrivals.IsEmpty
            || device.Aboard.Values.Any(x => x.IsSuspect))
        {
            return null;
        }

        return state.Shares.Values
            .Select(share => (share.Held, First: share.Waiting.FirstOrDefault(x => Fits(x.Value, device, at))))
            .Where(x => x.First.Value is not null)
            .OrderBy(x => x.Held).ThenBy(x => x.First.Key)
            .Select(x => x.First.Value)
            .FirstOrDefault();
    }

    private static bool Fits(BacklogEntry entry, BacklogDevice device, DateTimeOffset at) =>
        entry.Slots <= device.Slots - device.Held
        && (entry.Device == "any" || entry.Device == device.Kind)
        && (entry.NotBefore is not { } due || due <= at)
        && (!entry.IsSuspect || device.Aboard.IsEmpty);

    private static BacklogState WithHeld(this BacklogState state, SweepId sweep, int slots)
    {
        var share = state.Shares.GetValueOrDefault(sweep, BacklogShare.None);
        return state.WithShare(sweep, share with { Held = share.Held + slots });
    }

    private static BacklogState WithShare(this BacklogState state, SweepId sweep, BacklogShare share) => state with
    {
        Shares = share.Waiting.IsEmpty && share.Held == 0 ? state.Shares.Remove(sweep) : state.Shares.SetItem(sweep, share),
    };

    private static BacklogStep To(BacklogState state) => new(state, []);
}
