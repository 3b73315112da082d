using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Training;

namespace Grid.Learning.Tests.Training;

public sealed class LearningTests
{
    [Fact]
    public void Ninety_steps_clearly_beat_the_untrained_encoder()
    {
        var (train, test) = Shapes.Make(seed: 1, trainCount: 1200, testCount: 1000);
        var splits = new ImageSplits(train, train.Select([]), test);
        var data = new ResidentData(_ => Result<ImageSplits>.Valid(splits));
        var recipe = Attempts.Recipe("simclr")
            .With("train.optimizer", "adamw").With("train.lr", 0.003).With("train.batch", 64).With("train.epochs", 5)
            .With("train.warmup_lr", 0.001).With("augment.crop_min", 0.4).With("projector.hidden", 128)
            .With("projector.output", 64).With("evaluate.knn.every_epochs", 5).With("evaluate.knn.k", 20);
        using var ear = new Ear();
        var end = new Trainer(new MemoryBlobs(), TimeProvider.System, data).Train(Attempts.Order(recipe), ear,
            ear.Stop);
        var metrics = Assert.IsType<AttemptEnd.Finished>(end).Metrics;
        Assert.InRange(metrics["untrained.knn.top1"], 8, 25);
        Assert.True(metrics["test.knn.top1"] > metrics["untrained.knn.top1"] + 6,
            $"untrained {metrics["untrained.knn.top1"]}, trained {metrics["test.knn.top1"]}");
        Assert.True(metrics["train.loss"] < Math.Log(127) - 0.5, $"loss {metrics["train.loss"]}");
    }
}
