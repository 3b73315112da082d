using Grid.Core.Recipes;

namespace Grid.Tests;

/// <summary>Two methods in the shape that the real ones have, so that rules are tested without native code.</summary>
public static class TestRecipes
{
    public static MethodSpec SimClr { get; } = new()
    {
        Name = "simclr",
        Summary = "Other images of the batch are negatives",
        Paper = "Chen et al. 2020, https://arxiv.org/abs/2002.05709",
        Settings = [Temperature()],
        Defaults = Settings.Of(("train.batch", 1024)),
    };

    public static MethodSpec Moco { get; } = new()
    {
        Name = "moco",
        Summary = "Past keys of a slow encoder are negatives",
        Paper = "He et al. 2020, https://arxiv.org/abs/1911.05722",
        Settings =
        [
            Temperature(),
            Common("method.queue", SettingKind.Integer, 32_768, 2),
            Common("method.momentum", SettingKind.Number, 0.99, 0) with { Max = 1 },
            Common("method.momentum_end", SettingKind.Number, 0.999, 0) with { Max = 1 },
        ],
        Defaults = Settings.Of(("augment.pipeline", "moco")),
        Rules = [new(
            "method.queue >= train.batch", "the queue must hold a batch: raise method.queue or lower train.batch")],
    };

    public static RecipeSchema Schema { get; } = new([SimClr, Moco], ["cifar10", "shapes"]);

    private static Setting Temperature() =>
        Common("method.temperature", SettingKind.Number, 0.2, 0) with { AboveMin = true };

    private static Setting Common(string path, SettingKind kind, double @default, double min) => new()
    {
        Path = path,
        Kind = kind,
        Default = @default,
        Min = min,
        Summary = path,
    };
}
