using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;

namespace Grid.Benchmarks;

/// <summary>What the benchmarks train.</summary>
internal static class Recipes
{
    /// <summary>Images of a step.</summary>
    public const int Batch = 64;

    /// <summary>SimCLR on shapes: ResNet-18 of width 16, 30 steps an epoch, evaluated at the very end.</summary>
    public static Settings Training(int threads, int epochs) => Settings.Of(
        ("data.name", "shapes"), ("data.root", ""), ("data.validation", 0.1), ("data.limit", 0), ("data.images", 2200),
        ("data.seed", 1), ("augment.pipeline", "simclr"), ("augment.crop_min", 0.08),
        ("method.name", "simclr"), ("method.temperature", 0.2),
        ("encoder.name", "resnet18"), ("encoder.stem", "cifar"), ("encoder.width", 16), ("encoder.weights", ""),
        ("projector.hidden", 128), ("projector.output", 64), ("projector.norm", true),
        ("train.epochs", epochs), ("train.batch", Batch), ("train.optimizer", "sgd"), ("train.lr", 0.05),
        ("train.momentum", 0.9), ("train.warmup_epochs", 1), ("train.warmup_lr", 0.01), ("train.weight_decay", 1e-4),
        ("train.precision", "fp32"), ("train.threads", threads), ("train.collapse", false),
        ("evaluate.knn.k", 10), ("evaluate.knn.temperature", 0.07), ("evaluate.knn.every_epochs", epochs),
        ("evaluate.linear.epochs", 0), ("evaluate.linear.lr", 1), ("evaluate.linear.batch", 32),
        ("evaluate.untrained", false));

    /// <summary>An order to train a recipe from its start.</summary>
    public static AttemptOrder Order(Settings recipe) => new()
    {
        Run = new RunId("benchmark/1/1"),
        Attempt = new AttemptNumber(1),
        Recipe = recipe,
        Seed = 1,
    };
}
