using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;

namespace Grid.Learning.Methods.Byol;

/// <summary>BYOL: the prediction of each view meets the momentum projection of the other; nothing repels.</summary>
/// <param name="momentum">Of the momentum encoder.</param>
/// <param name="predictorHidden">Width of the predictor's hidden layer.</param>
/// <remarks>
/// Grill et al. 2020, https://arxiv.org/abs/2006.07733. The momentum encoder moves before a step, which is the same as
/// after the step before; it uses the statistics of its own batch; a pass for each view. Unlike there, both views have
/// one augmentation.
/// </remarks>
public sealed class ByolMethod(MomentumRule momentum, int predictorHidden) : IMethod
{
    private const string Predictor = "predictor";

    /// <summary>BYOL as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "byol",
        Summary = "The prediction of a view meets the momentum projection of the other; no negatives",
        Paper = "Grill et al. 2020, https://arxiv.org/abs/2006.07733",
        Settings = [.. SharedSettings.Momentum(end: 1), SharedSettings.PredictorHidden],
        Defaults = Settings.Of(("augment.pipeline", "moco"), ("projector.norm", true), ("train.batch", 256),
            ("train.optimizer", "lars"), ("train.lr", 1), ("train.weight_decay", 1e-5)),
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new()
    {
        Momentum = momentum,
        Heads = [new HeadSpec.Predictor(Predictor, predictorHidden)],
    };

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static ByolMethod Of(Settings recipe) =>
        new(SharedSettings.MomentumOf(recipe), SharedSettings.PredictorHiddenOf(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (z0, z1) = context.ProjectEach();
        var predictor = context.Online.Head<Projector>(Predictor);
        var (p0, p1) = (predictor.Forward(z0, training: true), predictor.Forward(z1, training: true));
        var (target0, target1) = context.ProjectMomentum();
        return new StepResult(ByolLoss.Of(p0, p1, target0, target1), z0, z1);
    }
}
