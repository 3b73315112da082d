using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Methods;

namespace Grid.Benchmarks;

/// <summary>What the benchmarks train.</summary>
internal static class Recipes
{
    /// <summary>Images of a step.</summary>
    public const int Batch = 64;

    /// <summary>A method on shapes: ResNet-18, 30 steps an epoch, evaluated at the very end.</summary>
    public static Settings Training(
        int threads, int epochs, int width = 16, string precision = "fp32", string method = "simclr")
    {
        var schema = new RecipeSchema(MethodCatalog.Specs, [.. DataSets.All.Select(x => x.Name)]);
        return schema.Resolve(Settings.Of(
            ("data.name", "shapes"), ("data.images", 2200), ("data.seed", 1), ("encoder.width", width),
            ("projector.hidden", 128), ("projector.output", 64), ("projector.norm", true),
            ("train.epochs", epochs), ("train.batch", Batch), ("train.lr", 0.05), ("train.warmup_epochs", 1),
            ("train.warmup_lr", 0.01), ("train.precision", precision), ("train.threads", threads),
            ("evaluate.knn.k", 10), ("evaluate.knn.every_epochs", epochs),
            ("evaluate.linear.epochs", 0), ("evaluate.untrained", false)), method).Value!;
    }

    /// <summary>An order to train a recipe from its start.</summary>
    public static AttemptOrder Order(Settings recipe) => new()
    {
        Run = new RunId("benchmark/1/1"),
        Attempt = new AttemptNumber(1),
        Recipe = recipe,
        Seed = 1,
    };
}
