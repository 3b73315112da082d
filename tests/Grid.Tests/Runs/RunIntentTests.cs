using Grid.Core.Ports;
using Grid.Core.Runs;
using static Grid.Tests.Runs.TestRuns;

namespace Grid.Tests.Runs;

/// <summary>Pause, resume and cancel in every phase.</summary>
public sealed class RunIntentTests
{
    private static readonly AttemptEnd Stopped = new AttemptEnd.Stopped(Checkpoint(15));

    [Fact]
    public void A_waiting_run_pauses_at_once_and_no_longer_asks()
    {
        var step = Run.Step(Waiting(), Pause());

        Assert.Equal(RunPhase.Paused, step.State!.Phase);
        Assert.Equal(new RunEffect.Withdraw(Spec.Id), Assert.Single(step.Effects));
    }

    [Fact]
    public void A_running_run_stops_with_a_checkpoint_and_then_pauses()
    {
        var step = Run.Step(Running(), Pause());
        Assert.Equal(RunPhase.Running, step.State!.Phase);
        Assert.Equal(new RunEffect.StopAttempt("gpu0", Spec.Id, new(1)), Assert.Single(step.Effects));

        var state = step.State.After(Ended(Stopped));
        Assert.Equal((RunPhase.Paused, 15), (state.Phase, state.LastCheckpoint!.Step));
    }

    [Fact]
    public void A_repeated_pause_also_heals_what_was_lost()
    {
        var step = Run.Step(Pausing(), Pause());

        Assert.Equal(
            [typeof(RunEffect.Claim), typeof(RunEffect.StartAttempt), typeof(RunEffect.StopAttempt)],
            step.Effects.Select(x => x.GetType()));
    }

    [Fact]
    public void A_run_that_is_resumed_while_it_stops_goes_on()
    {
        var step = Run.Step(Pausing().After(Resume()), Ended(Stopped));

        Assert.Equal((RunPhase.Waiting, RunIntent.Run), (step.State!.Phase, step.State.Intent));
        Assert.Single(step.Effects.OfType<RunEffect.Enqueue>());
    }

    [Fact]
    public void A_paused_run_that_is_resumed_asks_for_a_slot()
    {
        var step = Run.Step(Paused(), Resume());

        Assert.Equal(RunPhase.Waiting, step.State!.Phase);
        Assert.IsType<RunEffect.Enqueue>(Assert.Single(step.Effects));
    }

    [Fact]
    public void A_late_pause_of_the_sweep_changes_nothing()
    {
        var state = Waiting().After(Pause(1), Resume(2));

        Assert.Equal(RunPhase.Waiting, state.Phase);
        Assert.Same(state, Run.Step(state, Pause(1)).State);
        Assert.Equal(RunPhase.Paused, state.After(Pause(3)).Phase);
    }

    [Fact]
    public void A_pause_of_the_user_is_never_late() =>
        Assert.Equal(RunPhase.Paused, Waiting().After(Resume(9), Pause()).Phase);

    [Fact]
    public void A_run_that_waits_or_stands_still_is_cancelled_at_once()
    {
        foreach (var state in new[] { Waiting(), Paused() })
        {
            var step = Run.Step(state, Cancel());
            Assert.Equal(RunPhase.Cancelled, step.State!.Phase);
            Assert.Equal(
                [new RunEffect.Withdraw(Spec.Id), new RunEffect.TellOwner(new(Spec.Id, RunPhase.Cancelled, null,
                    "cancelled: not needed"))],
                step.Effects);
        }
    }

    [Fact]
    public void A_running_run_is_stopped_and_then_cancelled_with_the_users_reason()
    {
        var state = Cancelling();
        Assert.Equal(RunPhase.Running, state.Phase);

        foreach (var end in new RunEvent[] { Ended(Stopped), Ended(Failure()), Lost(LossCause.Killed), Lost(
            LossCause.Aborted) })
        {
            var step = Run.Step(state, end);
            Assert.Equal((RunPhase.Cancelled, "cancelled: not needed"), (step.State!.Phase, step.State.Reason));
            Assert.Single(step.Effects.OfType<RunEffect.TellOwner>());
        }
    }

    [Fact]
    public void A_run_that_finishes_while_it_is_stopped_has_finished()
    {
        Assert.Equal(RunPhase.Finished, Pausing().After(Ended(Finish(1, 20))).Phase);
        Assert.Equal(RunPhase.Finished, Cancelling().After(Ended(Finish(1, 20))).Phase);
    }

    [Fact]
    public void A_cancelled_run_cannot_be_paused_or_resumed_back()
    {
        var state = Cancelling().After(Pause(), Resume());

        Assert.Equal(RunIntent.Cancel, state.Intent);
        Assert.Equal(RunPhase.Cancelled, state.After(Ended(Stopped)).Phase);
    }

    [Fact]
    public void A_run_that_ended_tells_so_again_whatever_is_asked()
    {
        foreach (var state in new[] { Finished(), Failed(), Cancelled() })
        {
            foreach (var request in new RunEvent[] { Pause(), Resume(), Cancel(), new RunEvent.Woken { At = At(9) } })
            {
                var step = Run.Step(state, request);
                Assert.Same(state, step.State);
                Assert.Equal(state.Phase, Assert.IsType<RunEffect.TellOwner>(Assert.Single(step.Effects)).End.Phase);
            }
        }
    }

    private static RunEvent.PauseRequested Pause(long? request = null) => new() { At = At(2), Request = request };

    private static RunEvent.ResumeRequested Resume(long? request = null) => new() { At = At(3), Request = request };
}
