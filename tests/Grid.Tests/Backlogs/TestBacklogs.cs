using Grid.Core.Backlogs;
using Grid.Core.Runs;

namespace Grid.Tests.Backlogs;

/// <summary>Events for the backlog.</summary>
public static class TestBacklogs
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static BacklogEvent.Enqueued Ask(
        string run, int slots = 1, string device = "any", bool isSuspect = false, double at = 0,
            double? notBefore = null) => new(new()
            {
                Run = new(run),
                Slots = slots,
                Device = device,
                IsSuspect = isSuspect,
                NotBefore = notBefore is { } due ? At(due) : null,
            })
            { At = At(at) };

    public static BacklogEvent.Announced Hear(
        string device, int slots = 1, long epoch = 1, string kind = "cuda", double at = 0, bool isDraining = false,
        params IEnumerable<string> runs) => new(new()
        {
            Device = device,
            Epoch = epoch,
            Kind = kind,
            Slots = slots,
            IsDraining = isDraining,
            Runs = [.. runs.Select(x => new AnnouncedRun(new(x), new(1), 1))],
        })
        { At = At(at) };

    public static BacklogEvent.Claimed Claim(
        string run, string device, long epoch = 1, int slots = 1, bool isSuspect = false, double at = 0) =>
        new(new(new(run), device, epoch, slots, isSuspect)) { At = At(at) };

    public static BacklogEvent.Released Release(string run, string device, long epoch = 1, double at = 0) =>
        new(new(run), device, epoch) { At = At(at) };

    public static BacklogEvent.DeviceEnded End(
        string device, long epoch = 1, LossCause cause = LossCause.Killed, bool isQuarantined = false, double at = 0) =>
        new(device, epoch, cause, "exit 137", isQuarantined) { At = At(at) };

    public static BacklogEvent.Withdrawn Withdraw(string run) => new(new(run)) { At = Start };

    public static BacklogEvent.Ticked Tick(double at) => new() { At = At(at) };

    public static BacklogState After(this BacklogState state, params IEnumerable<BacklogEvent> events) =>
        events.Aggregate(state, (at, x) => Backlog.Step(at, x).State);

    /// <summary>The grants of the last event: "run device".</summary>
    public static IEnumerable<string> Grants(params IEnumerable<BacklogEvent> events) =>
        Grants(BacklogState.Empty, events);

    public static IEnumerable<string> Grants(this BacklogState state, params IEnumerable<BacklogEvent> events) =>
        Last(state, events).OfType<BacklogEffect.Grant>().Select(x => $"{x.Run} {x.Device}");

    /// <summary>The losses told by the last event: "run device#epoch cause".</summary>
    public static IEnumerable<string> Losses(params IEnumerable<BacklogEvent> events) =>
        Last(BacklogState.Empty, events)
        .OfType<BacklogEffect.TellLost>().Select(x => $"{x.Run} {x.Device}#{x.Epoch} {x.Cause}");

    private static IEnumerable<BacklogEffect> Last(BacklogState state, IEnumerable<BacklogEvent> events)
    {
        var all = events.ToList();
        return Backlog.Step(state.After(all.SkipLast(1)), all[^1]).Effects;
    }
}
