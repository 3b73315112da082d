using Grid.Core.Recipes;
using Grid.Learning.Encoders;

namespace Grid.Learning.Methods.All4One;

/// <summary>What a recipe says of All4One.</summary>
public sealed record All4OneSettings
{
    private const string NeighboursPath = "method.neighbours";
    private const string LayersPath = "method.layers";
    private const string HeadsPath = "method.heads";
    private const string DropoutPath = "method.dropout";
    private const string RatePath = "method.transformer_rate";

    /// <summary>Those that no other method has.</summary>
    internal static Setting[] Own { get; } =
    [
        Whole(NeighboursPath, 5, 2, 64, "Neighbours of each image that the transformer sees"),
        Whole(LayersPath, 3, 1, 64, "Layers of the transformer"),
        Whole(HeadsPath, 8, 1, 64, "Attention heads of the transformer; they divide projector.output"),
        new()
        {
            Path = DropoutPath, Kind = SettingKind.Number, Default = 0.1, Min = 0, Max = 0.9,
            Summary = "Dropout in the transformer",
        },
        new()
        {
            Path = RatePath, Kind = SettingKind.Number, Default = 0.1, Min = 0, AboveMin = true, Max = 100,
            Summary = "Learning rate of the transformer, as a part of train.lr",
        },
    ];

    /// <summary>Of the nearest neighbours; > 0.</summary>
    public required double Temperature { get; init; }

    /// <summary>Earlier momentum projections of first views, one slot.</summary>
    public required QueueRule Queue { get; init; }

    /// <summary>Of the momentum encoder.</summary>
    public required MomentumRule Momentum { get; init; }

    /// <summary>Width of the hidden layer of both predictors.</summary>
    public required int PredictorHidden { get; init; }

    /// <summary>Neighbours of each image, >= 2.</summary>
    public required int Neighbours { get; init; }

    /// <summary>Its feed-forward layer is twice as wide as the projections.</summary>
    public required CentroidSpec Transformer { get; init; }

    /// <summary>In it; in [0, 1).</summary>
    public required double Dropout { get; init; }

    /// <summary>What its learning rate is multiplied by; > 0.</summary>
    public required double TransformerRate { get; init; }

    /// <summary>Reads a resolved recipe.</summary>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    public static All4OneSettings Of(Settings recipe) => new()
    {
        Temperature = SharedSettings.TemperatureOf(recipe),
        Queue = SharedSettings.QueueOf(recipe, slots: 1),
        Momentum = SharedSettings.MomentumOf(recipe),
        PredictorHidden = SharedSettings.PredictorHiddenOf(recipe),
        Neighbours = recipe.Integer(NeighboursPath),
        Transformer = new CentroidSpec(recipe.Integer(LayersPath), recipe.Integer(HeadsPath),
            2 * recipe.Integer("projector.output")),
        Dropout = recipe.Number(DropoutPath),
        TransformerRate = recipe.Number(RatePath),
    };

    private static Setting Whole(string path, int @default, int min, int max, string summary) => new()
    {
        Path = path,
        Kind = SettingKind.Integer,
        Default = (double)@default,
        Min = min,
        Max = max,
        Summary = summary,
    };
}
