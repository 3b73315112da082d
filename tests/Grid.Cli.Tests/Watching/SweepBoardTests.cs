using Grid.Cli.Watching;
using Grid.Core.Runs;

namespace Grid.Cli.Tests.Watching;

public sealed class SweepBoardTests
{
    [Fact]
    public void What_is_left_follows_from_the_steps_of_all_runs()
    {
        var board = SweepBoard.Of(Samples.Update([], Samples.Progress(2, 0, 0), Samples.Progress(3, 10, 0)))
            .With(Samples.Update([], Samples.Progress(2, 20, 10), Samples.Progress(3, 40, 10)));

        // 2 + 3 steps a second; 80 + 60 left aboard, and one run of 100 steps still waits.
        Assert.Equal(TimeSpan.FromSeconds(48), board.Left);
        Assert.Equal((1 + 0.2 + 0.4) / 4, board.Done!.Value, 6);
        Assert.Equal(TimeSpan.FromSeconds(40), board.Aboard.Values.First().Left);
    }

    [Fact]
    public void Nothing_is_said_about_the_end_before_two_sights()
    {
        var board = SweepBoard.Of(Samples.Update([], Samples.Progress(2, 5, 0)));
        Assert.Null(board.Left);
        Assert.Null(board.Aboard.Values.First().Left);
    }

    [Fact]
    public void A_new_attempt_starts_its_own_clock()
    {
        var board = SweepBoard.Of(Samples.Update([], Samples.Progress(2, 0, 0)))
            .With(Samples.Update([], Samples.Progress(2, 50, 10)))
            .With(Samples.Update([], Samples.Progress(2, 30, 20)))
            .With(Samples.Update([], Samples.Progress(2, 40, 25)));
        Assert.Equal(2, board.Aboard.Values.First().StepsPerSecond);
    }

    [Fact]
    public void Only_a_change_of_phase_attempt_or_failures_is_news()
    {
        var first = SweepBoard.Of(Samples.Update([Samples.Run(2, RunPhase.Running)]));
        Assert.Single(first.Changed);
        var checkpointed = first.With(Samples.Update([Samples.Run(2, RunPhase.Running) with { CheckpointStep = 7 }]));
        Assert.Empty(checkpointed.Changed);
        Assert.Single(checkpointed.With(Samples.Update([Samples.Run(2, RunPhase.Running, attempt: 2)])).Changed);
        Assert.Single(checkpointed.With(Samples.Update([Samples.Run(2, RunPhase.Finished)])).Changed);
    }
}
