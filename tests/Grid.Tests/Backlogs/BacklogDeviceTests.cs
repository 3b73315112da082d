using Grid.Core.Backlogs;
using Grid.Core.Runs;
using static Grid.Tests.Backlogs.TestBacklogs;

namespace Grid.Tests.Backlogs;

/// <summary>Devices that end, restart, fall silent, or are not known yet.</summary>
public sealed class BacklogDeviceTests
{
    [Theory]
    [InlineData(LossCause.Killed)]
    [InlineData(LossCause.Aborted)]
    public void Everything_aboard_a_device_that_ended_hears_how(LossCause cause)
    {
        Assert.Equal(
            [$"a/1/1 gpu0#1 {cause}", $"a/2/1 gpu0#1 {cause}"],
            Losses(Hear("gpu0", 2), Ask("a/1/1"), Ask("a/2/1"), End("gpu0", cause: cause)));
    }

    [Fact]
    public void A_newer_incarnation_ends_what_was_aboard_the_older() => Assert.Equal(
        ["a/1/1 gpu0#1 Killed"], Losses(Hear("gpu0"), Ask("a/1/1"), Hear("gpu0", epoch: 2)));

    [Fact]
    public void An_abort_is_not_blamed_on_runs_of_an_older_incarnation() => Assert.Equal(
        ["a/1/1 gpu0#1 Killed"], Losses(Hear("gpu0"), Ask("a/1/1"), End("gpu0", 2, LossCause.Aborted)));

    [Fact]
    public void A_device_that_ended_gets_nothing_whatever_its_late_announcements_say() =>
        Assert.Empty(Grants(Hear("gpu0"), End("gpu0"), Ask("a/1/1"), Hear("gpu0")));

    [Fact]
    public void The_late_end_of_an_older_incarnation_changes_nothing()
    {
        var state = BacklogState.Empty.After(Hear("gpu0", epoch: 2), Ask("a/1/1"));

        Assert.Equal(1, state.After(End("gpu0", 1)).Devices["gpu0"].Held);
    }

    [Fact]
    public void The_next_incarnation_of_a_device_that_ended_is_served() =>
        Assert.Equal(["a/1/1 gpu0"], Grants(Hear("gpu0"), End("gpu0"), Ask("a/1/1"), Hear("gpu0", epoch: 2)));

    [Fact]
    public void A_quarantined_device_says_so_until_it_starts_again()
    {
        var state = BacklogState.Empty.After(Hear("gpu0"), End("gpu0", isQuarantined: true), Claim("a/1/1", "gpu0"),
            Tick(90));

        Assert.Equal(("quarantined", "exit 137"), (state.Devices["gpu0"].Phase, state.Devices["gpu0"].Reason));
    }

    [Fact]
    public void A_silent_device_is_given_up()
    {
        Assert.Empty(Losses(Hear("gpu0"), Ask("a/1/1"), Tick(30)));
        Assert.Equal(["a/1/1 gpu0#1 Killed"], Losses(Hear("gpu0"), Ask("a/1/1"), Tick(31)));
    }

    [Fact]
    public void A_device_that_was_only_silent_is_served_again() =>
        Assert.Equal(["a/1/1 gpu0"], Grants(Hear("gpu0"), Tick(31), Ask("a/1/1", at: 32), Hear("gpu0", at: 33)));

    [Fact]
    public void A_run_that_its_device_never_names_is_given_up() => Assert.Equal(
        ["a/1/1 gpu0#1 Killed"], Losses(Hear("gpu0"), Ask("a/1/1"), Hear("gpu0", at: 20), Tick(31)));

    [Fact]
    public void A_run_that_its_device_names_is_kept() => Assert.Empty(
        Losses(Hear("gpu0"), Ask("a/1/1"), Hear("gpu0", at: 20, runs: "a/1/1"), Tick(31)));

    [Fact]
    public void A_run_that_its_device_no_longer_names_has_left_it()
    {
        var state = BacklogState.Empty.After(Hear("gpu0"), Ask("a/1/1"), Hear("gpu0", at: 1, runs: "a/1/1"), Ask(
            "a/2/1"));

        Assert.Equal(["a/2/1 gpu0"], state.Grants(Hear("gpu0", at: 2)));
    }

    [Fact]
    public void After_its_own_death_the_backlog_learns_from_announcements_and_claims_what_is_held()
    {
        Assert.Empty(Grants(Hear("gpu0", 1, runs: "a/1/1"), Ask("b/1/1")));
        Assert.Empty(Grants(Claim("a/1/1", "gpu0"), Ask("b/1/1"), Hear("gpu0")));
        Assert.Equal(["b/1/1 gpu0"], Grants(Claim("a/1/1", "gpu0"), Ask("b/1/1"), Hear("gpu0", 2)));
    }

    [Fact]
    public void A_claim_makes_a_suspect_known() => Assert.Empty(
        Grants(Hear("gpu0", 2, runs: "a/1/1"), Claim("a/1/1", "gpu0", isSuspect: true), Ask("b/1/1")));

    [Fact]
    public void A_claim_on_a_device_that_never_speaks_is_given_up() =>
        Assert.Equal(["a/1/1 gpu9#4 Killed"], Losses(Claim("a/1/1", "gpu9", 4), Tick(31)));

    [Fact]
    public void Claims_do_not_keep_a_silent_run_alive() => Assert.Equal(
        ["a/1/1 gpu0#1 Killed"],
        Losses(Hear("gpu0"), Ask("a/1/1"), Hear("gpu0", at: 29), Claim("a/1/1", "gpu0", at: 29), Tick(31)));

    [Fact]
    public void A_claim_on_a_process_that_is_gone_is_answered_at_once()
    {
        Assert.Equal(["a/1/1 gpu0#1 Killed"], Losses(Hear("gpu0", epoch: 2), Claim("a/1/1", "gpu0")));
        Assert.Equal(["a/1/1 gpu0#1 Killed"], Losses(End("gpu0"), Claim("a/1/1", "gpu0")));
    }

    [Fact]
    public void A_claim_on_a_newer_process_ends_the_older()
    {
        Assert.Equal(["b/1/1 gpu0#1 Killed"], Losses(Hear("gpu0"), Ask("b/1/1"), Claim("a/1/1", "gpu0", 2)));
        Assert.Equal(["a/1/1 gpu0#2 Killed"], Losses(Hear("gpu0"), Claim("a/1/1", "gpu0", 2), Tick(31)));
    }
}
