using Grid.Core.Runs;
using Grid.Core.Search;
using Grid.Core.Sweeps;
using Grid.Tests.Architecture;
using static Grid.Tests.Sweeps.TestSweeps;

namespace Grid.Tests.Sweeps;

public sealed class SweepTests
{
    [Fact]
    public void A_submitted_sweep_starts_as_many_runs_as_may_be_in_flight()
    {
        var step = Sweep.Step(null, Submitted(Spec(trials: 3, replicas: 2, parallel: 4)));

        Assert.Equal(["s/1/1", "s/1/2", "s/2/1", "s/2/2"], Started(step.Effects));
        Assert.Equal((4, 2), (step.State!.Started, step.State.Trials));
    }

    [Fact]
    public void Runs_are_pulled_so_that_a_million_points_cost_what_those_in_flight_cost()
    {
        var spec = Spec(100, parallel: 3);
        var knob = spec.Space.Knobs[0];
        var huge = spec with { Space = new() { Knobs = [knob, knob with { Path = "a" }, knob with { Path = "b" }] } };
        var state = Running(huge);

        Assert.Equal((3, 3), (state.InFlight.Count, state.Started));
    }

    [Fact]
    public void Every_run_that_ends_makes_room_for_the_next()
    {
        var step = Sweep.Step(Running(), Ended(1));

        Assert.Equal(["s/3/1"], Started(step.Effects));
        Assert.Equal(["s/2/1", "s/3/1"], step.State!.InFlight.Select(x => x.Value));
    }

    [Fact]
    public void Replicas_differ_in_their_seed_and_a_seed_never_depends_on_the_sweeps_name()
    {
        var first = Sweep.Step(null, Submitted(Spec(1, replicas: 2)));
        var renamed = Sweep.Step(null, new SweepEvent.Submitted(new("other"), Spec(1, replicas: 2)) { At = Start });

        Assert.NotEqual(Seeds(first.Effects)[0], Seeds(first.Effects)[1]);
        Assert.Equal(Seeds(first.Effects), Seeds(renamed.Effects));
        static ulong[] Seeds(IEnumerable<SweepEffect> all) => [.. all.OfType<SweepEffect.StartRun>().Select(x =>
            x.Spec.Seed)];
    }

    [Fact]
    public void A_run_that_is_told_twice_counts_once()
    {
        var state = Running().After(Ended(1));

        Assert.Same(state, Sweep.Step(state, Ended(1)).State);
        Assert.Equal(1, state.Finished);
    }

    [Fact]
    public void A_sweep_whose_last_run_ended_has_finished_and_says_how()
    {
        var state = Running(Spec(3, parallel: 3)).After(
            Ended(1), Ended(2, 1, RunPhase.Failed), Ended(3, 1, RunPhase.Cancelled));

        Assert.Equal((SweepPhase.Finished, Start), (state.Phase, state.EndedAt));
        Assert.Equal("1 of 3 runs finished, 1 failed, 1 cancelled; first failure: s/2/1: it has Failed", state.Reason);
        Assert.Equal("grid sweep results s", state.Next);
    }

    [Theory]
    [InlineData(Direction.Maximize, 0.9, "s/2/1")]
    [InlineData(Direction.Minimize, 0.2, "s/3/1")]
    public void The_best_run_is_that_of_the_objectives_direction(Direction direction, double best, string run)
    {
        var state = Running(Spec(4, parallel: 4, direction: direction))
            .After(Ended(1, double.NaN), Ended(2, 0.9), Ended(3, 0.2), Ended(4, 0.5));

        Assert.Equal((best, run), (state.BestValue, state.BestRun?.Value));
    }

    [Fact]
    public void Results_that_are_no_numbers_leave_no_best()
    {
        var state = Running(Spec(1)).After(Ended(1, double.NaN));

        Assert.Equal((SweepPhase.Finished, null, null), (state.Phase, state.BestRun, state.BestValue));
    }

    [Fact]
    public void A_paused_sweep_starts_nothing_and_pauses_what_is_in_flight()
    {
        var step = Sweep.Step(Running(), Pause());

        Assert.Equal((SweepPhase.Paused, "grid sweep resume s"), (step.State!.Phase, step.State.Next));
        Assert.Equal(["s/1/1", "s/2/1"], step.Effects.Cast<SweepEffect.PauseRun>().Select(x => x.Run.Value));
        Assert.Empty(Started(Sweep.Step(step.State, Ended(1)).Effects));
    }

    [Fact]
    public void A_resumed_sweep_resumes_its_runs_and_fills_up()
    {
        var step = Sweep.Step(Paused().After(Ended(1)), Resume());

        Assert.Equal(SweepPhase.Running, step.State!.Phase);
        Assert.Equal(["s/2/1"], step.Effects.OfType<SweepEffect.ResumeRun>().Select(x => x.Run.Value));
        Assert.Equal(["s/3/1"], Started(step.Effects));
    }

    [Fact]
    public void Each_pause_and_resume_has_a_larger_number_and_a_repeated_one_keeps_it()
    {
        var pause = Sweep.Step(Running(), Pause());
        var again = Sweep.Step(pause.State, Pause());
        var resume = Sweep.Step(pause.State, Resume());

        Assert.All(pause.Effects.Concat(again.Effects), x => Assert.Equal(1, ((SweepEffect.PauseRun)x).Request));
        Assert.All(resume.Effects.OfType<SweepEffect.ResumeRun>(), x => Assert.Equal(2, x.Request));
    }

    [Fact]
    public void Resuming_a_running_sweep_lets_runs_go_on_that_were_paused_one_by_one()
    {
        var step = Sweep.Step(Running(), Resume());

        Assert.Equal(["s/1/1", "s/2/1"], step.Effects.OfType<SweepEffect.ResumeRun>().Select(x => x.Run.Value));
    }

    [Fact]
    public void A_cancelled_sweep_ends_once_its_runs_have()
    {
        var step = Sweep.Step(Running(), Cancel());
        Assert.Equal(SweepPhase.Cancelling, step.State!.Phase);
        Assert.Equal(["s/1/1", "s/2/1"], step.Effects.Cast<SweepEffect.CancelRun>().Select(x => x.Run.Value));

        var state = step.State.After(Ended(1), Ended(2, 1, RunPhase.Cancelled));
        Assert.Equal((SweepPhase.Cancelled, "cancelled: not needed"), (state.Phase, state.Reason));
        Assert.Equal((2, 1, 1), (state.Started, state.Finished, state.Cancelled));
    }

    [Fact]
    public void A_cancelled_sweep_cannot_be_paused_or_resumed_back()
    {
        var state = Cancelling();

        Assert.Same(state, state.After(Pause(), Resume()));
    }

    [Fact]
    public void A_sweep_over_its_hours_is_cancelled_with_that_reason_whatever_it_hears()
    {
        var spec = Spec(4) with { Limits = new() { Parallel = 2, Hours = 1.5 } };
        Assert.Equal(SweepPhase.Running, Running(spec).After(Woken(1.5)).Phase);

        var step = Sweep.Step(Running(spec), Woken(1.6));
        Assert.Equal((SweepPhase.Cancelling, "its limit of 1.5 hours is over"), (step.State!.Phase, step.State.Reason));
        Assert.Contains(step.Effects, x => x is SweepEffect.CancelRun);
    }

    [Fact]
    public void A_run_that_ends_after_the_hours_still_counts()
    {
        var spec = Spec(4) with { Limits = new() { Parallel = 1, Hours = 1 } };
        var state = Running(spec).After(Ended(1, 0.7) with { At = Start.AddHours(2) });

        Assert.Equal((SweepPhase.Cancelled, 1, 0.7), (state.Phase, state.Finished, state.BestValue));
    }

    [Fact]
    public void Time_ends_no_sweep_that_has_ended()
    {
        var state = Finished();

        Assert.Same(state, state.After(Woken(1e6), Cancel(), Pause(), Resume()));
    }

    [Fact]
    public void A_sweep_that_is_woken_does_again_what_may_have_been_lost()
    {
        Assert.Equal(["WakeRun", "WakeRun"], Names(Running()));
        Assert.Equal(["PauseRun", "PauseRun"], Names(Paused()));
        Assert.Equal(["CancelRun", "CancelRun"], Names(Cancelling()));
        Assert.Empty(Names(Finished()));
        static IEnumerable<string> Names(SweepState state) => Sweep.Step(state, Woken()).Effects.Select(x =>
            x.GetType().Name);
    }

    [Fact]
    public void Constraints_that_leave_no_point_end_the_sweep_with_that_reason()
    {
        var spec = Spec(2) with { Space = Spec(2).Space with { Constraints = ["method.temperature > 5"] } };
        var state = Running(spec);

        Assert.Equal(SweepPhase.Finished, state.Phase);
        Assert.IsType<Draw.Impossible>(Sampler.Draw(spec, 0));
        Assert.Contains(((Draw.Impossible)Sampler.Draw(spec, 0)).Reason, state.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_state_accepts_every_event()
    {
        ClosedSet.AssertEachCase(Events());
        Assert.Equal(Enum.GetValues<SweepPhase>(), All().Select(x => x.Phase).Distinct().Order());
        foreach (var state in All().Append(null))
        {
            foreach (var @event in Events())
            {
                var step = Sweep.Step(state, @event);
                Assert.True(step.State is null || step.State.Reason.Length > 0, $"{state?.Phase} {@event}");
            }
        }
    }

    private static IEnumerable<string> Started(IEnumerable<SweepEffect> effects) =>
        effects.OfType<SweepEffect.StartRun>().Select(x => x.Spec.Id.Value);
}
