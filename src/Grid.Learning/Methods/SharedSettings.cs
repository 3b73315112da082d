using Grid.Core.Recipes;

namespace Grid.Learning.Methods;

/// <summary>Settings that several methods share, and what they say.</summary>
internal static class SharedSettings
{
    private const string TemperaturePath = "method.temperature";
    private const string QueuePath = "method.queue";
    private const string MomentumPath = "method.momentum";
    private const string MomentumEndPath = "method.momentum_end";
    private const string PredictorPath = "method.predictor_hidden";

    /// <summary>The queue must hold a batch.</summary>
    internal static SettingRule QueueHoldsBatch { get; } = new("method.queue >= train.batch",
        "the queue must hold at least one batch of keys: enlarge method.queue or shrink train.batch");

    /// <summary>method.temperature.</summary>
    internal static Setting Temperature { get; } = new()
    {
        Path = TemperaturePath,
        Kind = SettingKind.Number,
        Default = 0.2,
        Min = 0,
        AboveMin = true,
        Max = 100,
        Summary = "Divides the cosine logits; no unit",
    };

    /// <summary>method.predictor_hidden.</summary>
    internal static Setting PredictorHidden { get; } = new()
    {
        Path = PredictorPath,
        Kind = SettingKind.Integer,
        Default = 4096,
        Min = 1,
        Max = 1 << 16,
        Summary = "Width of the predictor's hidden layer",
    };

    /// <summary>method.queue.</summary>
    internal static Setting Queue(int size, string summary) => new()
    {
        Path = QueuePath,
        Kind = SettingKind.Integer,
        Default = (double)size,
        Min = 1,
        Max = 1 << 22,
        Summary = summary,
    };

    /// <summary>method.momentum and method.momentum_end.</summary>
    internal static Setting[] Momentum(double end) =>
    [
        new()
        {
            Path = MomentumPath, Kind = SettingKind.Number, Default = 0.99, Min = 0, Max = 1,
            Summary = "Momentum of the momentum encoder at the start; goes to method.momentum_end over the run",
        },
        new()
        {
            Path = MomentumEndPath, Kind = SettingKind.Number, Default = end, Min = 0, Max = 1,
            Summary = "Momentum of the momentum encoder at the end",
        },
    ];

    /// <summary>What a recipe says of the temperature.</summary>
    internal static double TemperatureOf(Settings recipe) => recipe.Number(TemperaturePath);

    /// <summary>What a recipe says of the predictor.</summary>
    internal static int PredictorHiddenOf(Settings recipe) => recipe.Integer(PredictorPath);

    /// <summary>What a recipe says of the queue.</summary>
    internal static QueueRule QueueOf(Settings recipe, int slots) => new(recipe.Integer(QueuePath), slots);

    /// <summary>What a recipe says of the momentum encoder.</summary>
    internal static MomentumRule MomentumOf(Settings recipe) =>
        new(recipe.Number(MomentumPath), recipe.Number(MomentumEndPath));
}
