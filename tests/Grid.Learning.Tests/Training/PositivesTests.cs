using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Stages;
using Grid.Learning.Training;

namespace Grid.Learning.Tests.Training;

public sealed class PositivesTests
{
    [Fact]
    public void A_run_without_its_positives_is_told_so()
    {
        var order = Attempts.Order(Attempts.Recipe("clsp-simclr"));
        Refused(new MemoryBlobs(), order, "is missing from the store");
        Refused(Attempts.WithPositives(), order with { Artifacts = AttemptOrder.NoArtifacts }, "names none");
    }

    [Fact]
    public void Positives_of_other_images_or_in_another_order_are_refused()
    {
        var train = Attempts.Splits.Train;
        int[] turned = [.. Enumerable.Range(0, train.Count).Reverse()];
        foreach (var (images, text) in new (ImageSet, string)[]
        {
            (train.Select([1, 2, 3]), "these images want"), (train.Select(turned), "made from other images"),
        })
        {
            var blobs = new MemoryBlobs { [Attempts.Positives] = CandidateArray.Empty(images, 2, out _) };
            Refused(blobs, Attempts.Order(Attempts.Recipe("clsp-moco")), text);
        }
    }

    [Fact]
    public void The_parts_of_the_loss_are_reported_beside_it()
    {
        using var ear = new Ear();
        var recipe = Attempts.Recipe("clsp-simclr").With("method.weight", 2).With("train.epochs", 1);
        Assert.IsType<AttemptEnd.Finished>(Attempts.Train(Attempts.WithPositives(), Attempts.Order(recipe), ear));
        foreach (var (at, (step, loss)) in ear.Points["train.loss"].Index())
        {
            Assert.Equal((step, step),
                (ear.Points["train.contrast"][at].Step, ear.Points["train.alignment"][at].Step));
            var sum = ear.Points["train.contrast"][at].Value + (2 * ear.Points["train.alignment"][at].Value);
            Assert.Equal(loss, sum, 1e-4);
        }
    }

    /// <summary>From images to a run: both stages and training, in one store.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Positives_of_a_trained_model_are_trained_with(bool conditional)
    {
        var recipe = Attempts.Recipe("clsp-simclr").Overlay(Settings.Of(
            ("diffusion.conditional", conditional), ("diffusion.channels", 8), ("diffusion.groups", 4),
            ("diffusion.multipliers", "1,2"), ("diffusion.blocks", 1), ("diffusion.epochs", 1),
            ("diffusion.batch", 36), ("diffusion.precision", "fp32"), ("diffusion.sample_steps", 2),
            ("method.candidates", 1), ("train.epochs", 1)));
        Assert.Empty(Attempts.Schema.Check(recipe));
        var blobs = new MemoryBlobs();
        var order = Attempts.Order(recipe) with
        {
            Artifacts = AttemptOrder.NoArtifacts.Add(StageCatalog.Diffusion, "model")
                .Add(StageCatalog.Synthesis, "positives"),
        };
        foreach (var build in new[]
        {
            new StageBuild(StageCatalog.Diffusion, "model", Attempts.Splits.Train.Sha256),
            new StageBuild(StageCatalog.Synthesis, "positives", Attempts.Splits.Train.Sha256),
            null,
        })
        {
            var run = new RunId($"test/{build?.Stage ?? "run"}/1");
            var end = Attempts.Train(blobs, order with { Run = run, Build = build });
            Assert.True(end is AttemptEnd.Finished, $"{end}");
        }

        var made = CandidateArray.Read("positives", blobs["positives"], Attempts.Splits.Train).Value!;
        Assert.Equal(1, made.Candidates);
    }

    [Fact]
    public void One_array_serves_all_runs_of_a_process()
    {
        var (loads, once) = (0, new LoadedOnce<string>());
        Result<string> Load()
        {
            loads++;
            return Result<string>.Valid("array");
        }

        Assert.Same(once.Of("a", Load).Value, once.Of("a", Load).Value);
        Assert.Equal(1, loads);
        once.Of("b", Load);
        Assert.Equal(2, loads);
    }

    private static void Refused(MemoryBlobs blobs, AttemptOrder order, string text)
    {
        var failed = Assert.IsType<AttemptEnd.Failed>(Attempts.Train(blobs, order));
        Assert.Equal(FailureKind.BadInput, failed.Kind);
        Assert.Contains(text, failed.Reason, StringComparison.Ordinal);
        Assert.NotNull(failed.Hint);
    }
}
