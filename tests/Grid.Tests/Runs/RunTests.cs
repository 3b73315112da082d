using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Tests.Architecture;
using static Grid.Tests.Runs.TestRuns;

namespace Grid.Tests.Runs;

public sealed class RunTests
{
    [Fact]
    public void A_new_run_asks_for_a_slot()
    {
        var step = Run.Step(null, new RunEvent.Created(Spec) { At = Start });

        Assert.Equal(RunPhase.Waiting, step.State!.Phase);
        Assert.Equal(Spec.Id, Assert.IsType<RunEffect.Enqueue>(Assert.Single(step.Effects)).Entry.Run);
    }

    [Fact]
    public void A_grant_starts_the_next_attempt()
    {
        var step = Run.Step(Waiting(), Granted());

        Assert.Equal((RunPhase.Running, 1), (step.State!.Phase, step.State.Attempt.Value));
        var start = Assert.IsType<RunEffect.StartAttempt>(Assert.Single(step.Effects));
        Assert.Equal(("gpu0", 1, 1), (start.Device, start.Epoch, start.Order.Attempt.Value));
    }

    [Fact]
    public void A_repeated_grant_sends_the_same_attempt_again()
    {
        var first = Run.Step(Waiting(), Granted());
        var second = Run.Step(first.State, Granted());

        Assert.Same(first.State, second.State);
        Assert.Equal(first.Effects.Single(), second.Effects.Single());
    }

    [Theory]
    [InlineData("gpu1", 1)]
    [InlineData("gpu0", 2)]
    public void A_second_slot_is_given_back(string device, long epoch)
    {
        var step = Run.Step(Running(), Granted(device, epoch));

        Assert.Equal(new RunEffect.Release(Spec.Id, device, epoch), Assert.Single(step.Effects));
    }

    [Fact]
    public void A_slot_for_a_run_that_does_not_wait_is_given_back()
    {
        foreach (var state in new[] { Paused(), Cancelled(), Finished(), Failed() })
        {
            Assert.Equal(new RunEffect.Release(Spec.Id, "gpu0", 1), Assert.Single(Run.Step(state, Granted()).Effects));
        }
    }

    [Fact]
    public void The_next_attempt_resumes_from_the_last_checkpoint()
    {
        var lost = Running().After(Checkpointed(10), Checkpointed(20), Lost(LossCause.Killed));
        var start = Run.Step(lost, Granted("gpu1")).Effects.OfType<RunEffect.StartAttempt>().Single();

        Assert.Equal((2, 20), (start.Order.Attempt.Value, start.Order.Checkpoint!.Step));
    }

    [Fact]
    public void Reports_of_another_attempt_change_nothing()
    {
        var state = Running().After(Lost(LossCause.Killed), Granted("gpu1"));
        foreach (var attempt in new long[] { 0, 1, 3 })
        {
            Assert.Same(state, Run.Step(state, Checkpointed(99, attempt)).State);
            Assert.Same(state, Run.Step(state, Ended(Finish(1, 99), attempt)).State);
            Assert.Same(state, Run.Step(state, Ended(Failure(), attempt)).State);
        }
    }

    [Fact]
    public void The_loss_of_another_incarnation_changes_nothing()
    {
        var state = Running();

        Assert.Same(state, Run.Step(state, Lost(LossCause.Aborted, epoch: 2)).State);
        Assert.Same(state, Run.Step(state, Lost(LossCause.Aborted, "gpu1")).State);
    }

    [Fact]
    public void A_finished_run_keeps_its_result_frees_its_slot_and_tells_its_sweep()
    {
        var step = Run.Step(Running(), Ended(Finish(0.5, 20)));

        Assert.Equal(RunPhase.Finished, step.State!.Phase);
        Assert.Equal(0.5, step.State.Metrics[Metric]);
        Assert.Contains(new RunEffect.Release(Spec.Id, "gpu0", 1), step.Effects);
        Assert.Contains(new RunEffect.TellOwner(new(Spec.Id, RunPhase.Finished, 0.5, "finished")), step.Effects);
    }

    [Fact]
    public void An_objective_that_never_appears_fails_the_run_and_says_what_was_reported()
    {
        var end = new AttemptEnd.Finished(Finish(1, 1).Metrics.Clear().Add("train.loss", 2), null);
        var state = Running().After(Ended(end));

        Assert.Equal((RunPhase.Failed, 1), (state.Phase, state.Failures));
        Assert.Contains($"'{Metric}'", state.Reason, StringComparison.Ordinal);
        Assert.Equal("set objective.metric to one of: train.loss", state.Hint);
    }

    [Theory]
    [InlineData(FailureKind.BadInput, true)]
    [InlineData(FailureKind.Diverged, true)]
    [InlineData(FailureKind.DamagedCheckpoint, false)]
    [InlineData(FailureKind.OutOfMemory, false)]
    [InlineData(FailureKind.Unexpected, false)]
    [InlineData(FailureKind.Transient, false)]
    [InlineData(FailureKind.Hung, false)]
    [InlineData(FailureKind.Aborted, false)]
    public void What_would_happen_again_is_not_tried_again(FailureKind kind, bool isFinal)
    {
        var state = Running().After(Ended(Failure(kind)));

        Assert.Equal(isFinal ? RunPhase.Failed : RunPhase.Waiting, state.Phase);
        Assert.Contains("the trainer threw", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_world_never_counts_against_a_run()
    {
        var end = new AttemptEnd.Failed(FailureKind.Transient, "no space left", "free some space");
        var state = Running();
        for (var attempt = 1; attempt <= 2 * Spec.MaxFailures; attempt++)
        {
            state = state.After(Ended(end, attempt));
            Assert.Equal((RunPhase.Waiting, 0), (state.Phase, state.Failures));
            Assert.Equal("no space left; goes on from step 0", state.Reason);
            Assert.Equal("free some space", state.Hint);
            Assert.Equal(At(5 + 5), state.NotBefore);
            state = state.After(Granted());
        }
    }

    [Fact]
    public void A_run_fails_for_good_at_its_limit_and_says_how_often_it_failed()
    {
        var state = Running();
        for (var attempt = 1; attempt < Spec.MaxFailures; attempt++)
        {
            state = state.After(Ended(Failure(), attempt));
            Assert.Equal((RunPhase.Waiting, attempt), (state.Phase, state.Failures));
            Assert.StartsWith($"failed ({attempt} of 3): the trainer threw", state.Reason, StringComparison.Ordinal);
            state = state.After(Granted());
        }

        state = state.After(Ended(Failure(), 3));
        Assert.Equal(RunPhase.Failed, state.Phase);
        Assert.Equal("the trainer threw (3 failures)", state.Reason);
        Assert.Equal("grid run logs s/1/1", state.Hint);
    }

    [Fact]
    public void A_failed_run_waits_longer_each_time_even_if_it_is_woken()
    {
        var once = Running().After(Ended(Failure()));
        var twice = once.After(Granted(), Ended(Failure(), 2));

        Assert.Equal(At(5 + 1), Asked(once).NotBefore);
        Assert.Equal(At(5 + 2), Asked(twice).NotBefore);
        static Core.Backlogs.BacklogEntry Asked(RunState state) => Run.Step(state, new RunEvent.Woken { At = At(5) })
            .Effects.OfType<RunEffect.Enqueue>().Single().Entry;
    }

    [Fact]
    public void A_run_that_was_only_lost_goes_on_at_once_also_after_an_earlier_failure()
    {
        var state = Running().After(Ended(Failure()), Granted(), Lost(LossCause.Killed));

        Assert.Equal((RunPhase.Waiting, 1, null), (state.Phase, state.Failures, state.NotBefore));
    }

    [Fact]
    public void An_abort_without_progress_counts_and_makes_a_suspect()
    {
        var step = Run.Step(Running(), Lost(LossCause.Aborted));

        Assert.Equal((RunPhase.Waiting, 1, true), (step.State!.Phase, step.State.Failures, step.State.IsSuspect));
        Assert.True(step.Effects.OfType<RunEffect.Enqueue>().Single().Entry.IsSuspect);
    }

    [Fact]
    public void An_abort_after_a_checkpoint_does_not_count()
    {
        var state = Running().After(Checkpointed(10), Lost(LossCause.Aborted));

        Assert.Equal((RunPhase.Waiting, 0, false), (state.Phase, state.Failures, state.IsSuspect));
        Assert.EndsWith("goes on from step 10", state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_of_an_earlier_attempt_acquits_nobody()
    {
        var state = Running().After(Checkpointed(10), Lost(LossCause.Aborted), Granted(), Lost(LossCause.Aborted));

        Assert.Equal(1, state.Failures);
    }

    [Theory]
    [InlineData(LossCause.Killed)]
    [InlineData(LossCause.Hung)]
    public void A_death_that_is_not_the_runs_fault_never_counts(LossCause cause)
    {
        var state = Waiting();
        for (var i = 0; i < 10; i++)
        {
            state = state.After(Granted(), Lost(cause));
        }

        Assert.Equal((RunPhase.Waiting, 0, false), (state.Phase, state.Failures, state.IsSuspect));
        Assert.Equal(10, state.Attempt.Value);
    }

    [Fact]
    public void A_run_that_always_aborts_fails_with_that_reason()
    {
        var state = Waiting();
        for (var i = 0; i < 3; i++)
        {
            state = state.After(Granted(), Lost(LossCause.Aborted));
        }

        Assert.Equal(RunPhase.Failed, state.Phase);
        Assert.Equal("the device process aborted: exit 134 (3 failures)", state.Reason);
    }

    [Fact]
    public void A_checkpoint_acquits_a_suspect_and_the_backlog_hears_it()
    {
        var suspect = Running().After(Lost(LossCause.Aborted), Granted());
        var step = Run.Step(suspect, Checkpointed(10, 2));

        Assert.False(step.State!.IsSuspect);
        Assert.False(step.Effects.OfType<RunEffect.Claim>().Single().Holding.IsSuspect);
    }

    [Fact]
    public void A_run_that_is_woken_does_again_what_may_have_been_lost()
    {
        Assert.Equal([typeof(RunEffect.Enqueue)], Woken(Waiting()));
        Assert.Equal([typeof(RunEffect.Claim), typeof(RunEffect.StartAttempt)], Woken(Running()));
        Assert.Equal([typeof(RunEffect.Claim), typeof(RunEffect.StartAttempt), typeof(RunEffect.StopAttempt)], Woken(
            Pausing()));
        Assert.Empty(Woken(Paused()));
        Assert.Equal([typeof(RunEffect.TellOwner)], Woken(Finished()));
        static IEnumerable<Type> Woken(RunState state) =>
            Run.Step(state, new RunEvent.Woken { At = At(9) }).Effects.Select(x => x.GetType());
    }

    [Fact]
    public void Every_phase_says_why_and_what_helps()
    {
        foreach (var state in All())
        {
            Assert.NotEmpty(state.Reason);
        }

        Assert.Equal("grid device list", Waiting().Hint);
        Assert.Equal("grid sweep resume s", Paused().Hint);
        Assert.Equal("grid run logs s/1/1", Failed().Hint);
        Assert.Equal("cancelled: not needed", Cancelled().Reason);
        Assert.Equal("waits for 2 free slots on a cuda device", Waiting(Spec with
        {
            Resources = new() { Slots = 2, Device = "cuda" },
        }).Reason);
    }

    [Fact]
    public void Every_state_accepts_every_event()
    {
        ClosedSet.AssertEachCase(Events());
        ClosedSet.AssertEachCase<AttemptEnd>(Events().OfType<RunEvent.Ended>().Select(x => x.End));
        Assert.Equal(Enum.GetValues<RunPhase>(), All().Select(x => x.Phase).Distinct().Order());
        foreach (var state in All().Append(null))
        {
            foreach (var @event in Events())
            {
                var step = Run.Step(state, @event);
                Assert.False(step.Effects.IsDefault, $"{state?.Phase} {@event}");
            }
        }
    }
}
