using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Devices;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Tests.Architecture;

namespace Grid.Tests.Devices;

public sealed class DeviceTests
{
    private static readonly RunId A = new("s/1/1");
    private static readonly RunId B = new("s/2/1");

    private static readonly DeviceState Empty = new() { Name = "gpu0", Epoch = 2, Slots = 2 };

    [Fact]
    public void An_order_is_trained()
    {
        var step = Device.Step(Empty, Start(A, 1));

        Assert.Equal(1, step.State.Free);
        Assert.Equal(1, Assert.IsType<DeviceEffect.Train>(Assert.Single(step.Effects)).Order.Attempt.Value);
    }

    [Fact]
    public void A_repeated_order_is_trained_once()
    {
        var state = After(Start(A, 3));

        Assert.Empty(Device.Step(state, Start(A, 3)).Effects);
        Assert.Empty(Device.Step(state, Start(A, 2)).Effects);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_order_for_another_incarnation_is_refused(long epoch)
    {
        var step = Device.Step(Empty, Start(A, 1, epoch));

        Assert.Equal(
            new DeviceEffect.TellLost(A, epoch, "the device process was restarted"), Assert.Single(step.Effects));
    }

    [Fact]
    public void An_order_that_does_not_fit_is_refused()
    {
        var step = Device.Step(After(Start(A, 1)), Start(B, 1, slots: 2));

        Assert.Equal(new DeviceEffect.TellLost(B, 2, "the device has no free slot"), Assert.Single(step.Effects));
    }

    [Fact]
    public void A_newer_attempt_waits_until_the_older_has_stopped()
    {
        var step = Device.Step(After(Start(A, 1)), Start(A, 2));
        Assert.Equal(new DeviceEffect.SignalStop(A, new(1)), Assert.Single(step.Effects));

        step = Device.Step(step.State, new DeviceEvent.AttemptDone(A, new(1)));
        Assert.Equal(2, Assert.IsType<DeviceEffect.Train>(Assert.Single(step.Effects)).Order.Attempt.Value);
    }

    [Fact]
    public void Only_the_newest_of_two_successors_is_trained()
    {
        var state = After(Start(A, 1), Start(A, 3), Start(A, 2));
        var step = Device.Step(state, new DeviceEvent.AttemptDone(A, new(1)));

        Assert.Equal(3, Assert.IsType<DeviceEffect.Train>(Assert.Single(step.Effects)).Order.Attempt.Value);
    }

    [Fact]
    public void A_successor_that_is_stopped_never_begins_and_its_run_hears_so()
    {
        var step = Device.Step(After(Start(A, 1), Start(A, 2)), new DeviceEvent.StopRequested(A, new(2)));
        Assert.Equal(new DeviceEffect.TellLost(A, 2, "it was stopped before it began"), Assert.Single(step.Effects));

        Assert.Empty(Device.Step(step.State, new DeviceEvent.AttemptDone(A, new(1))).Effects);
    }

    [Fact]
    public void A_stop_reaches_the_attempt_it_names_and_no_other()
    {
        var state = After(Start(A, 2));

        Assert.Equal(
            new DeviceEffect.SignalStop(A, new(2)),
            Assert.Single(Device.Step(state, new DeviceEvent.StopRequested(A, new(2))).Effects));
        Assert.Empty(Device.Step(state, new DeviceEvent.StopRequested(A, new(1))).Effects);
        Assert.Empty(Device.Step(state, new DeviceEvent.StopRequested(B, new(2))).Effects);
    }

    [Fact]
    public void A_done_attempt_frees_its_slots_and_is_not_trained_again_before_its_end_was_taken()
    {
        var state = After(Start(A, 1, slots: 2), new DeviceEvent.AttemptDone(A, new(1)));
        Assert.Equal(2, state.Free);
        Assert.Empty(Device.Step(state, Start(A, 1, slots: 2)).Effects);

        var taken = Device.Step(state, new DeviceEvent.EndTaken(A, new(1))).State;
        Assert.Empty(taken.Aboard);
    }

    [Fact]
    public void A_start_that_comes_after_the_end_was_taken_begins_nothing_and_a_newer_attempt_does()
    {
        var over = After(
            Start(A, 2), new DeviceEvent.AttemptDone(A, new(2)), new DeviceEvent.EndTaken(A, new(2)));

        Assert.Empty(Device.Step(over, Start(A, 2)).Effects);
        Assert.Empty(Device.Step(over, Start(A, 1)).Effects);
        Assert.IsType<DeviceEffect.Train>(Assert.Single(Device.Step(over, Start(A, 3)).Effects));
    }

    [Fact]
    public void A_newer_attempt_of_a_done_one_begins_at_once()
    {
        var state = After(Start(A, 1), new DeviceEvent.AttemptDone(A, new(1)));

        Assert.IsType<DeviceEffect.Train>(Assert.Single(Device.Step(state, Start(A, 2)).Effects));
    }

    [Fact]
    public void A_late_end_of_an_older_attempt_leaves_the_newer_aboard()
    {
        var state = After(Start(A, 1), new DeviceEvent.AttemptDone(A, new(1)), Start(A, 2));

        Assert.Same(state, Device.Step(state, new DeviceEvent.EndTaken(A, new(1))).State);
        Assert.Same(state, Device.Step(state, new DeviceEvent.AttemptDone(A, new(1))).State);
    }

    [Fact]
    public void A_draining_device_stops_everything_and_takes_nothing()
    {
        var step = Device.Step(After(Start(A, 1)), new DeviceEvent.DrainRequested());
        Assert.Equal(new DeviceEffect.SignalStop(A, new(1)), Assert.Single(step.Effects));

        Assert.Equal(
            new DeviceEffect.TellLost(B, 2, "the device is stopping"),
            Assert.Single(Device.Step(step.State, Start(B, 1)).Effects));
    }

    [Fact]
    public void A_draining_device_refuses_the_successor_too()
    {
        var state = After(Start(A, 1), Start(A, 2), new DeviceEvent.DrainRequested());

        Assert.IsType<DeviceEffect.TellLost>(
            Assert.Single(Device.Step(state, new DeviceEvent.AttemptDone(A, new(1))).Effects));
    }

    [Fact]
    public void Every_state_accepts_every_event()
    {
        ImmutableArray<DeviceEvent> events =
        [
            Start(A, 1), Start(A, 2), Start(B, 1, slots: 2), new DeviceEvent.StopRequested(A, new(1)),
            new DeviceEvent.AttemptDone(A, new(1)), new DeviceEvent.EndTaken(A, new(1)),
                new DeviceEvent.DrainRequested(),
        ];
        ClosedSet.AssertEachCase(events);
        foreach (var (first, second, third) in from x in events from y in events from z in events select (x, y, z))
        {
            var state = After(first, second, third);
            Assert.InRange(state.Free, 0, state.Slots);
        }
    }

    private static DeviceState After(params IEnumerable<DeviceEvent> events) =>
        events.Aggregate(Empty, (state, x) => Device.Step(state, x).State);

    private static DeviceEvent.StartRequested Start(RunId run, long attempt, long epoch = 2, int slots = 1) => new(
        new AttemptOrder { Run = run, Attempt = new(attempt), Recipe = Settings.Empty, Seed = 1, Slots = slots },
            epoch);
}
