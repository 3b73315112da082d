using Grid.Core.Ports;
using Grid.Core.Runs;
using static Grid.Tests.Runs.TestRuns;

namespace Grid.Tests.Runs;

/// <summary>Which checkpoints a run keeps.</summary>
public sealed class RunCheckpointTests
{
    [Fact]
    public void The_oldest_goes_once_there_are_too_many()
    {
        var step = Run.Step(Running().After(Checkpointed(10), Checkpointed(20)), Checkpointed(30));

        Assert.Equal([20, 30], step.State!.Checkpoints.Select(x => x.Step));
        var discard = Assert.IsType<RunEffect.DiscardCheckpoints>(Assert.Single(step.Effects));
        Assert.Equal([10], discard.Drop.Select(x => x.Step));
        Assert.Equal([20, 30], discard.Keep.Select(x => x.Step));
    }

    [Fact]
    public void One_that_is_damaged_gives_way_to_the_one_before_and_then_to_the_start_and_each_counts()
    {
        var damaged = new AttemptEnd.Failed(FailureKind.DamagedCheckpoint, "x is damaged");

        var step = Run.Step(Running().After(Checkpointed(10), Checkpointed(20)), Ended(damaged));
        Assert.Equal((RunPhase.Waiting, 1), (step.State!.Phase, step.State.Failures));
        Assert.EndsWith("x is damaged; goes on from step 10", step.State.Reason, StringComparison.Ordinal);
        var discard = step.Effects.OfType<RunEffect.DiscardCheckpoints>().Single();
        Assert.Equal([20], discard.Drop.Select(x => x.Step));
        Assert.Equal([10], discard.Keep.Select(x => x.Step));

        var next = Run.Step(step.State.After(Granted()), Ended(damaged, 2)).State!;
        Assert.Equal((RunPhase.Waiting, 2, 0), (next.Phase, next.Failures, next.Checkpoints.Length));
    }

    [Fact]
    public void A_repeated_report_changes_nothing()
    {
        var state = Running().After(Checkpointed(10), Checkpointed(20));

        Assert.Same(state, Run.Step(state, Checkpointed(20)).State);
        Assert.Same(state, Run.Step(state, Checkpointed(10)).State);
    }

    [Fact]
    public void A_late_report_of_a_discarded_checkpoint_does_not_bring_it_back()
    {
        var state = Running().After(Checkpointed(10), Checkpointed(20), Checkpointed(30));
        var step = Run.Step(state, Checkpointed(10));

        Assert.Same(state, step.State);
        Assert.Empty(step.Effects);
    }

    [Fact]
    public void The_checkpoint_of_a_stop_counts_like_any_other()
    {
        var suspect = Waiting(Spec with { Checkpoint = new() { Keep = 1 } })
            .After(Granted(), Lost(LossCause.Aborted), Granted());
        var step = Run.Step(suspect, Ended(new AttemptEnd.Stopped(Checkpoint(10, 2)), 2));
        Assert.Equal([10], step.State!.Checkpoints.Select(x => x.Step));
        Assert.False(step.State.IsSuspect);

        var next = Run.Step(step.State.After(Granted()), Ended(new AttemptEnd.Stopped(Checkpoint(20, 3)), 3));
        Assert.Equal([20], next.State!.Checkpoints.Select(x => x.Step));
        Assert.Equal([10], next.Effects.OfType<RunEffect.DiscardCheckpoints>().Single().Drop.Select(x => x.Step));
    }

    [Fact]
    public void A_finished_run_keeps_its_last()
    {
        var step = Run.Step(Running().After(Checkpointed(10), Checkpointed(20)), Ended(Finish(1, 30)));

        Assert.Equal([30], step.State!.Checkpoints.Select(x => x.Step));
        Assert.Equal([10, 20], step.Effects.OfType<RunEffect.DiscardCheckpoints>().Single().Drop.Select(x => x.Step));
    }

    [Fact]
    public void A_finish_without_a_new_checkpoint_keeps_the_last_one_there_is()
    {
        var end = Finish(1, 20) with { Checkpoint = null };

        Assert.Equal([20], Running().After(Checkpointed(10), Checkpointed(20), Ended(end)).Checkpoints.Select(x =>
            x.Step));
    }
}
