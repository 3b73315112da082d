using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;

namespace Grid.Tests.Artifacts;

public sealed class ArtifactTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly ArtifactSpec Spec = new()
    {
        Id = new("model@0a"),
        Stage = "model",
        Recipe = Settings.Of(("m", 1)),
        Seed = 7,
        Output = "artifacts/model-0a",
    };

    [Fact]
    public void All_who_ask_wait_for_one_build_and_hear_of_it()
    {
        var (first, effects) = Artifact.Step(null, Request("s/1/1"));
        var build = Assert.IsType<ArtifactEffect.StartBuild>(Assert.Single(effects)).Spec;
        Assert.Equal(("model@0a/1/1", 7UL, "artifacts/model-0a"), (build.Id.Value, build.Seed, build.Build!.Output));

        var (second, nothing) = Artifact.Step(first, Request("t/1/1"));
        Assert.Empty(nothing);

        var (ready, told) = Artifact.Step(second, Built("model@0a/1/1"));
        Assert.Equal((ArtifactPhase.Ready, 12), (ready!.Phase, ready.Bytes));
        Assert.Equal(
            [new ArtifactEffect.TellReady(new("s/1/1")), new ArtifactEffect.TellReady(new("t/1/1"))], told);
        Assert.Equal<ArtifactEffect>(
            [new ArtifactEffect.TellReady(new("u/1/1"))], Artifact.Step(ready, Request("u/1/1")).Effects);
    }

    [Fact]
    public void A_request_that_comes_again_wakes_the_build_whoever_asks()
    {
        // A request may come again late, after its run has left: the others must not rely on that one.
        var both = After(Request("s/1/1"), Request("s/2/1"), Leave("s/1/1"), Request("s/1/1"));

        var woken = Artifact.Step(both, Request("s/2/1")).Effects;

        Assert.Equal("model@0a/1/1", Assert.IsType<ArtifactEffect.StartBuild>(Assert.Single(woken)).Spec.Id.Value);
    }

    [Fact]
    public void A_build_that_nobody_waits_for_pauses_until_somebody_does()
    {
        var both = After(Request("s/1/1"), Request("s/2/1"));

        var (one, nothing) = Artifact.Step(both, Leave("s/1/1"));
        Assert.Empty(nothing);
        var (none, pause) = Artifact.Step(one, Leave("s/2/1"));
        Assert.Equal<ArtifactEffect>([new ArtifactEffect.PauseBuild(new("model@0a/1/1"), 1)], pause);

        var (back, resume) = Artifact.Step(none, Request("t/1/1"));
        Assert.Equal((ArtifactPhase.Building, 1), (back!.Phase, back.Build));
        Assert.Contains(new ArtifactEffect.ResumeBuild(new("model@0a/1/1"), 2), resume);
    }

    [Fact]
    public void A_failed_build_fails_who_waits_and_is_tried_again_for_another_sweep_only()
    {
        var failed = After(Request("s/1/1"), Failed("no such data"));
        Assert.Equal((ArtifactPhase.Failed, "no such data"), (failed.Phase, failed.Reason));

        Assert.Equal<ArtifactEffect>(
            [new ArtifactEffect.TellFailed(new("s/2/1"), "no such data")],
            Artifact.Step(failed, Request("s/2/1")).Effects);
        var (next, effects) = Artifact.Step(failed, Request("t/1/1"));
        Assert.Equal((ArtifactPhase.Building, 2), (next!.Phase, next.Build));
        Assert.Equal("model@0a/2/1", Assert.IsType<ArtifactEffect.StartBuild>(Assert.Single(effects)).Spec.Id.Value);
    }

    [Fact]
    public void A_new_build_takes_what_the_newest_request_says_of_its_files_and_its_device()
    {
        var failed = After(Request("s/1/1"), Failed("no such folder"));
        var moved = Spec with { Recipe = Settings.Of(("m", 1), ("data.root", "/new")) };

        var (_, effects) = Artifact.Step(failed, Request("t/1/1") with { Spec = moved });

        Assert.Equal(moved.Recipe, Assert.IsType<ArtifactEffect.StartBuild>(Assert.Single(effects)).Spec.Recipe);
    }

    [Fact]
    public void A_sweep_that_was_deleted_is_a_new_one_when_it_comes_back()
    {
        var failed = After(Request("s/1/1"), Failed("disk full"));

        var forgotten = Artifact.Step(failed, new ArtifactEvent.SweepDeleted(new("s")) { At = Start }).State!;

        Assert.Empty(forgotten.Users);
        Assert.Equal(ArtifactPhase.Building, Artifact.Step(forgotten, Request("s/1/1")).State!.Phase);
        Assert.Same(
            failed, Artifact.Step(failed, new ArtifactEvent.SweepDeleted(new("other")) { At = Start }).State);
    }

    [Fact]
    public void A_build_that_finishes_without_an_output_has_failed()
    {
        var end = new ArtifactEvent.BuildEnded(new(new("model@0a/1/1"), RunPhase.Finished, null, "finished"), null)
        {
            At = Start,
        };

        Assert.Equal(ArtifactPhase.Failed, After(Request("s/1/1"), end).Phase);
    }

    [Fact]
    public void The_end_of_an_older_build_changes_nothing()
    {
        var failed = Failed("x");
        var second = After(Request("s/1/1"), failed, Request("t/1/1"));

        Assert.Same(second, Artifact.Step(second, failed).State);
    }

    [Fact]
    public void A_deleted_artifact_is_built_again_for_who_needs_it_and_one_in_use_stays()
    {
        var delete = new ArtifactEvent.DeleteRequested { At = Start };
        var ready = After(Request("s/1/1"), Built("model@0a/1/1"));

        var (deleted, effects) = Artifact.Step(ready, delete);
        Assert.Equal<ArtifactEffect>([new ArtifactEffect.DeleteOutput()], effects);
        Assert.Equal(2, Artifact.Step(deleted, Request("t/1/1")).State!.Build);

        var busy = After(Request("s/1/1"));
        Assert.Same(busy, Artifact.Step(busy, delete).State);
    }

    [Fact]
    public void Unused_are_those_that_no_sweep_reaches_over_any_number_of_stages()
    {
        ImmutableArray<ArtifactSummary> all =
        [
            Row("model@1", "positives@1"), Row("positives@1", "features@1"), Row("features@1", "kept"),
            Row("model@2", "positives@2"), Row("positives@2", "gone"),
        ];

        Assert.Equal(["model@2", "positives@2"], ArtifactUse.Unused(all, [new("kept")]).Select(x => x.Id.Value));
    }

    private static ArtifactSummary Row(string id, string user) => new()
    {
        Id = new(id),
        Stage = "x",
        Phase = ArtifactPhase.Ready,
        Reason = "is there",
        Output = id,
        Users = [new(user)],
    };

    private static ArtifactState After(params IEnumerable<ArtifactEvent> events) =>
        events.Aggregate((ArtifactState?)null, (state, x) => Artifact.Step(state, x).State)!;

    private static ArtifactEvent.Requested Request(string by) => new(Spec, new(by), new RunId(by).Sweep) { At = Start };

    private static ArtifactEvent.Left Leave(string by) => new(new(by)) { At = Start };

    private static ArtifactEvent.BuildEnded Failed(string reason) =>
        new(new(new("model@0a/1/1"), RunPhase.Failed, null, reason), null) { At = Start };

    private static ArtifactEvent.BuildEnded Built(string run) =>
        new(new(new(run), RunPhase.Finished, null, "finished"), 12) { At = Start };
}
