using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Queues;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Methods.All4One;

/// <summary>All4One: NNCLR, centroids of several neighbours, and redundancy of features, half of each.</summary>
/// <param name="settings">What its recipe says.</param>
/// <remarks>
/// Estepa et al. 2023, https://arxiv.org/abs/2303.09417. Neighbours are those of the momentum projections; a pass for
/// each view. Unlike there, the transformer's rate is a part of train.lr and follows its schedule, both views are
/// solarised, and the rate warms up by epoch. As there, the positions of the tokens have token and feature changed
/// places, and the temperature of the centroids is fixed.
/// </remarks>
public sealed class All4OneMethod(All4OneSettings settings) : IMethod
{
    private const string Predictor = "predictor";
    private const string ShiftPredictor = "shift_predictor";
    private const string Centroid = "centroid";

    /// <summary>All4One as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "all4one",
        Summary = "NNCLR, with centroids of several neighbours by a transformer, and decorrelated features",
        Paper = "Estepa et al. 2023, https://arxiv.org/abs/2303.09417",
        Settings =
        [
            SharedSettings.Temperature,
            SharedSettings.Queue(98304, "Earlier momentum projections that serve as neighbours"),
            .. SharedSettings.Momentum(end: 1),
            SharedSettings.PredictorHidden,
            .. All4OneSettings.Own,
        ],
        Defaults = Settings.Of(("augment.pipeline", "moco"), ("projector.hidden", 2048), ("projector.layers", 3),
            ("projector.norm", true), ("projector.norm_output", true), ("train.batch", 256),
            ("train.optimizer", "lars"), ("train.lr", 1), ("train.weight_decay", 1e-5)),
        Rules =
        [
            SharedSettings.QueueHoldsBatch,
            new("method.queue >= method.neighbours", "the queue must hold the neighbours: enlarge method.queue"),
            new("projector.output % method.heads == 0", "the heads must divide projector.output"),
        ],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new()
    {
        Momentum = settings.Momentum,
        Queue = settings.Queue,
        Heads =
        [
            new HeadSpec.Predictor(Predictor, settings.PredictorHidden),
            new HeadSpec.Predictor(ShiftPredictor, settings.PredictorHidden),
            new HeadSpec.Centroid(Centroid, settings.Transformer, settings.TransformerRate),
        ],
    };

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static All4OneMethod Of(Settings recipe) => new(All4OneSettings.Of(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (z0, z1) = context.ProjectEach();
        var (momentum0, momentum1) = context.ProjectMomentum();
        var transformer = context.Online.Head<CentroidTransformer>(Centroid);
        using var dropout = new Dropout(settings.Dropout, context.Seed, context.Draw);
        var loss = All4OneLoss.Of(View(context, z0, momentum0), View(context, z1, momentum1),
            tokens => transformer.Forward(tokens, dropout), settings.Temperature);
        return new StepResult(loss.Loss, z0, z1, Similarity.Normalize(momentum0));
    }

    private All4OneView View(StepContext context, Tensor z, Tensor momentum)
    {
        var predictions = context.Online.Head<Projector>(Predictor).Forward(z, training: true);
        var shifts = context.Online.Head<Projector>(ShiftPredictor).Forward(z, training: true);
        var near = Neighbours.Of(momentum, context.Queue!.Keys[0], settings.Neighbours);
        return new All4OneView(z, predictions, shifts, momentum, near.Keys);
    }
}
