using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using static Grid.Tests.Runs.TestRuns;

namespace Grid.Tests.Runs;

public sealed class RunArtifactTests
{
    private static readonly ArtifactId Model = new("model@1");

    private static readonly RunSpec Needing = Spec with
    {
        Artifacts =
        [
            new() { Id = Model, Stage = "model", Recipe = Settings.Empty, Seed = 1, Output = "artifacts/model-1" },
        ],
    };

    [Fact]
    public void A_run_asks_for_its_artifacts_first_and_for_a_slot_once_they_are_there()
    {
        var (waiting, asked) = Run.Step(null, new RunEvent.Created(Needing) { At = Start });
        Assert.Equal<RunEffect>([new RunEffect.RequestArtifact(Model)], asked);
        Assert.Equal(("waits for model@1", "grid why model@1"), (waiting!.Reason, waiting.Hint));

        var (_, effects) = Run.Step(waiting, Ready());
        Assert.IsType<RunEffect.Enqueue>(Assert.Single(effects));
    }

    [Fact]
    public void An_attempt_hears_where_its_artifacts_lie()
    {
        var (_, effects) = Run.Step(Waiting(Needing).After(Ready()), Granted());

        var order = Assert.IsType<RunEffect.StartAttempt>(Assert.Single(effects)).Order;
        Assert.Equal("artifacts/model-1", order.Artifacts["model"]);
    }

    [Fact]
    public void A_run_whose_artifact_failed_fails_with_that_reason()
    {
        var failed = Waiting(Needing).After(new RunEvent.ArtifactFailed(Model, "no such data") { At = At(1) });

        Assert.Equal(
            (RunPhase.Failed, "model@1, which it needs, failed: no such data", "grid why model@1"),
            (failed.Phase, failed.Reason, failed.Hint));
    }

    [Fact]
    public void A_run_that_is_paused_or_cancelled_leaves_its_artifacts()
    {
        foreach (var end in (RunEvent[])[new RunEvent.PauseRequested { At = At(1) }, Cancel()])
        {
            Assert.Contains(new RunEffect.LeaveArtifact(Model), Run.Step(Waiting(Needing), end).Effects);
        }
    }

    [Fact]
    public void A_paused_run_asks_again_when_it_is_resumed()
    {
        var paused = Waiting(Needing).After(new RunEvent.PauseRequested { At = At(1) });

        Assert.Equal<RunEffect>(
            [new RunEffect.RequestArtifact(Model)],
            Run.Step(paused, new RunEvent.ResumeRequested { At = At(2) }).Effects);
    }

    [Fact]
    public void A_build_needs_no_objective_and_keeps_no_checkpoint()
    {
        var build = Spec with { ObjectiveMetric = null, Build = new("model", "artifacts/model-1", "5a") };
        var running = Running(build).After(Checkpointed(10));

        var (finished, effects) = Run.Step(
            running, Ended(new AttemptEnd.Finished(Finish(1, 20).Metrics.Clear(), Checkpoint(20))));

        Assert.Equal((RunPhase.Finished, 0), (finished!.Phase, finished.Checkpoints.Length));
        Assert.Contains(effects, x => x is RunEffect.DiscardCheckpoints { Drop.Length: 2 });
    }

    private static RunEvent.ArtifactReady Ready() => new(Model) { At = At(1) };
}
