using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Queues;
using static TorchSharp.torch;

namespace Grid.Learning.Methods.Nnclr;

/// <summary>NNCLR: the nearest earlier projection of each view finds the prediction of the other view among those of
/// the batch.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <param name="queue">Earlier projections of first views, one slot.</param>
/// <param name="predictorHidden">Width of the predictor's hidden layer.</param>
/// <remarks>
/// Dwibedi et al. 2021, https://arxiv.org/abs/2104.14548. Rows of the logits are neighbours, columns predictions;
/// neighbours are looked up before the batch is enqueued; a pass for each view. Unlike the baseline of CLSP, both views
/// are solarised, and the rate warms up by epoch.
/// </remarks>
public sealed class NnclrMethod(double temperature, QueueRule queue, int predictorHidden) : IMethod
{
    private const string Predictor = "predictor";

    /// <summary>NNCLR as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "nnclr",
        Summary = "The nearest earlier projection of a view finds the prediction of the other view",
        Paper = "Dwibedi et al. 2021, https://arxiv.org/abs/2104.14548",
        Settings =
        [
            SharedSettings.Temperature,
            SharedSettings.Queue(65536, "Earlier projections that serve as neighbours"),
            SharedSettings.PredictorHidden,
        ],
        Defaults = Settings.Of(("augment.pipeline", "moco"), ("projector.hidden", 2048), ("projector.layers", 3),
            ("projector.norm", true), ("projector.norm_output", true), ("train.batch", 256),
            ("train.optimizer", "lars"), ("train.lr", 0.4), ("train.weight_decay", 1e-5)),
        Rules = [SharedSettings.QueueHoldsBatch],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new()
    {
        Queue = queue,
        Heads = [new HeadSpec.Predictor(Predictor, predictorHidden)],
    };

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static NnclrMethod Of(Settings recipe) => new(SharedSettings.TemperatureOf(recipe),
        SharedSettings.QueueOf(recipe, slots: 1), SharedSettings.PredictorHiddenOf(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (z0, z1) = context.ProjectEach();
        var predictor = context.Online.Head<Projector>(Predictor);
        var (p0, p1) = (predictor.Forward(z0, training: true), predictor.Forward(z1, training: true));
        var support = context.Queue!.Keys[0];
        Tensor Nearest(Tensor z) => Neighbours.Of(z, support, 1).Keys.select(1, 0);
        var loss = NeighbourLoss.Symmetric(Nearest(z0), Nearest(z1), p0, p1, temperature);
        return new StepResult(loss, z0, z1, Similarity.Normalize(z0.detach()));
    }
}
