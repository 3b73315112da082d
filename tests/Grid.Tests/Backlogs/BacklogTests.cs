using System.Collections.Immutable;
using Grid.Core.Backlogs;
using Grid.Tests.Architecture;
using static Grid.Tests.Backlogs.TestBacklogs;

namespace Grid.Tests.Backlogs;

/// <summary>Who gets a slot.</summary>
public sealed class BacklogTests
{
    [Fact]
    public void Runs_of_a_sweep_go_in_order_of_trial_and_replica() => Assert.Equal(
        ["a/2/9 gpu0", "a/2/10 gpu0", "a/10/1 gpu0"],
        Grants(Ask("a/10/1"), Ask("a/11/1"), Ask("a/2/10"), Ask("a/2/9"), Hear("gpu0", 3)));

    [Fact]
    public void Of_two_sweeps_that_hold_as_many_the_first_to_come_goes_first() =>
        Assert.Equal(["b/5/1 gpu0"], Grants(Ask("b/5/1"), Ask("a/1/1"), Hear("gpu0")));

    [Fact]
    public void A_sweep_that_asks_again_keeps_its_place() =>
        Assert.Equal(["b/1/1 gpu0"], Grants(Ask("b/1/1"), Ask("a/1/1"), Ask("b/1/1"), Hear("gpu0")));

    [Fact]
    public void The_sweep_that_holds_the_fewest_slots_is_served_first()
    {
        var busy = BacklogState.Empty.After(Hear("gpu0", 3), Ask("a/1/1"), Ask("a/2/1"), Ask("a/3/1"), Ask("a/4/1"));

        Assert.Equal(["b/1/1 gpu0"], busy.Grants(Ask("b/1/1"), Release("a/1/1", "gpu0")));
    }

    [Fact]
    public void Two_sweeps_get_equal_shares()
    {
        var state = BacklogState.Empty.After(
            Enumerable.Range(1, 9).SelectMany(x => (BacklogEvent[])[Ask($"a/{x}/1"), Ask($"b/{x}/1")]));
        state = state.After(Hear("gpu0", 6));

        Assert.Equal((3, 3), (state.Shares[new("a")].Held, state.Shares[new("b")].Held));
    }

    [Fact]
    public void A_run_that_no_longer_asks_gets_nothing() =>
        Assert.Empty(Grants(Ask("a/1/1"), Withdraw("a/1/1"), Hear("gpu0")));

    [Fact]
    public void A_run_that_is_not_due_waits_and_others_pass_it()
    {
        var state = BacklogState.Empty.After(Hear("gpu0"), Ask("a/1/1", notBefore: 5));

        Assert.Empty(state.Grants(Tick(4)));
        Assert.Equal(["a/1/1 gpu0"], state.Grants(Tick(5)));
        Assert.Equal(["a/2/1 gpu0"], state.Grants(Ask("a/2/1", at: 1)));
    }

    [Fact]
    public void A_run_goes_only_where_its_kind_and_its_slots_are()
    {
        var state = BacklogState.Empty.After(Hear("cpu0", kind: "cpu"), Hear("gpu0", 2));

        Assert.Equal(["a/1/1 gpu0"], state.Grants(Ask("a/1/1", device: "cuda")));
        Assert.Equal(["a/1/1 cpu0"], state.Grants(Ask("a/1/1", device: "cpu")));
        Assert.Equal(["a/1/1 gpu0"], state.Grants(Ask("a/1/1", slots: 2)));
        Assert.Empty(state.Grants(Ask("a/1/1", slots: 3)));
        Assert.Empty(state.Grants(Ask("a/1/1", slots: 2, device: "cpu")));
    }

    [Fact]
    public void A_run_that_needs_more_room_is_not_passed_for_ever()
    {
        var state = BacklogState.Empty.After(
            Hear("gpu0", 2), Ask("a/1/1"), Ask("a/2/1"), Ask("a/3/1", slots: 2), Ask("a/4/1"), Release("a/1/1",
                "gpu0"));

        Assert.Equal(1, state.Devices["gpu0"].Held);
        Assert.Equal(["a/3/1 gpu0"], state.Grants(Release("a/2/1", "gpu0")));
    }

    [Fact]
    public void Only_one_device_is_kept_for_a_run_that_needs_more_room()
    {
        var state = BacklogState.Empty.After(
            Hear("gpu0", 2), Hear("gpu1", 2), Ask("a/1/1"), Ask("a/2/1"), Ask("a/3/1"), Ask("a/4/1"),
            Ask("a/5/1", slots: 2), Ask("a/6/1"), Release("a/1/1", "gpu0"));

        Assert.Equal(["a/6/1 gpu1"], state.Grants(Release("a/3/1", "gpu1")));
    }

    [Fact]
    public void A_suspect_runs_alone()
    {
        var aboard = BacklogState.Empty.After(Hear("gpu0", 2), Ask("a/1/1"), Ask("a/2/1", isSuspect: true));
        Assert.Single(aboard.Devices["gpu0"].Aboard);

        var alone = aboard.After(Release("a/1/1", "gpu0"));
        Assert.Equal("a/2/1", Assert.Single(alone.Devices["gpu0"].Aboard).Key.Value);
        Assert.Empty(alone.Grants(Ask("a/3/1")));
        Assert.Equal(["a/3/1 gpu0"], alone.Grants(Ask("a/3/1"), Release("a/2/1", "gpu0")));
    }

    [Fact]
    public void Suspects_run_one_at_a_time() => Assert.Equal(
        ["a/1/1 gpu0"], Grants(Ask("a/1/1", isSuspect: true), Ask("a/2/1", isSuspect: true), Hear("gpu0", 4)));

    [Fact]
    public void An_acquitted_run_gets_company()
    {
        var state = BacklogState.Empty.After(Hear("gpu0", 2), Ask("a/1/1", isSuspect: true), Ask("a/2/1"));

        Assert.Equal(["a/2/1 gpu0"], state.Grants(Claim("a/1/1", "gpu0")));
    }

    [Fact]
    public void A_draining_device_gets_nothing_new() =>
        Assert.Empty(Grants(Ask("a/1/1"), Hear("gpu0", isDraining: true)));

    [Fact]
    public void A_run_that_is_aboard_twice_holds_its_slots_once()
    {
        var state = BacklogState.Empty.After(Hear("gpu0", 2), Ask("a/1/1"), Claim("a/1/1", "gpu0"), Ask("a/1/1"));

        Assert.Equal(1, state.Devices["gpu0"].Held);
        Assert.Equal(1, state.Shares[new("a")].Held);
    }

    [Fact]
    public void A_slot_is_given_back_once()
    {
        var state = BacklogState.Empty.After(
            Hear("gpu0", 2), Ask("a/1/1"), Release("a/1/1", "gpu0"), Release("a/1/1", "gpu0"), Release("a/9/1",
                "gpu0"));

        Assert.Equal(0, state.Devices["gpu0"].Held);
        Assert.Empty(state.Shares);
    }

    [Fact]
    public void Every_state_accepts_every_event()
    {
        ImmutableArray<BacklogEvent> events =
        [
            Ask("a/1/1"), Ask("b/1/1", 2, "cuda", true), Withdraw("a/1/1"), Claim("a/1/1", "gpu0"), Claim("b/1/1",
                "gpu9", 4),
            Release("a/1/1", "gpu0"), Hear("gpu0", 2), Hear("gpu0", 2, 2, runs: "c/1/1"), End("gpu0"), Tick(40),
        ];
        ClosedSet.AssertEachCase(events);
        foreach (var (first, second, third) in from x in events from y in events from z in events select (x, y, z))
        {
            BacklogSums.Check(BacklogState.Empty.After(first, second, third));
        }
    }
}
