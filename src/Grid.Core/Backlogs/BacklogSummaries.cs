using System.Collections.Immutable;
using Grid.Core.Summaries;

namespace Grid.Core.Backlogs;

/// <summary>What users are told of the backlog.</summary>
public static class BacklogSummaries
{
    /// <summary>Devices, by name.</summary>
    public static ImmutableArray<DeviceSummary> Devices(BacklogState state) =>
        [.. state.Devices.Values.Select(x => new DeviceSummary
        {
            Name = x.Name,
            Phase = x.Phase,
            Reason = x.Reason,
            Slots = x.Slots,
            Runs = [.. x.Aboard.Keys.Order()],
        })];

    /// <summary>What a waiting run waits for.</summary>
    public static string WhyWaits(BacklogState state, RunId run)
    {
        if (state.EntryOf(run) is not { } entry)
        {
            return "it is about to ask for a slot";
        }

        if (entry.NotBefore is { } due)
        {
            return $"it failed and is tried again at {due:HH:mm:ss} UTC or when a slot is free after that";
        }

        var ready = state.Devices.Values.Where(x => x.Phase == "ready").ToList();
        var fitting = ready.Where(x => entry.Device == "any" || entry.Device == x.Kind).ToList();
        if (fitting.Count == 0)
        {
            return ready.Count > 0 ? $"no device of kind '{entry.Device}' is connected"
                : state.Devices.Count == 0 ? "no device is connected"
                : $"no device is ready: {string.Join(", ", state.Devices.Values.Select(Words))}";
        }

        var largest = fitting.Max(x => x.Slots);
        if (largest < entry.Slots)
        {
            return $"it needs {entry.Slots} slots on one device and the largest has {largest}";
        }

        var ahead = state.Shares[run.Sweep].Waiting.Keys.TakeWhile(x => x != run).Count();
        var alone = entry.IsSuspect ? "; it was aboard when a device aborted, so it waits for a device of its own" : "";
        var slots = $"{fitting.Sum(x => x.Held)} of {fitting.Sum(x => x.Slots)} slots are taken";
        return $"{slots} and {ahead} runs of its sweep go first{alone}";
    }

    private static string Words(BacklogDevice device) => $"{device.Name} is {device.Phase} ({device.Reason})";
}
