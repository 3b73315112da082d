using Grid.Core.Recipes;
using Grid.Learning.Losses;

namespace Grid.Learning.Methods.MoCo;

/// <summary>MoCo v2 with two views: each query finds the momentum encoder's key of the other view among a queue of
/// earlier keys.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <param name="queue">Earlier keys, a slot for each view.</param>
/// <param name="momentum">Of the momentum encoder.</param>
/// <remarks>
/// He et al. 2020, https://arxiv.org/abs/1911.05722; Chen et al. 2020, https://arxiv.org/abs/2003.04297. Unlike there,
/// both views are queries, and keys are not shuffled between devices: each view has its own statistics, for queries and
/// keys alike.
/// </remarks>
public sealed class MoCoMethod(double temperature, QueueRule queue, MomentumRule momentum) : IMethod
{
    /// <summary>MoCo v2 as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "moco",
        Summary = "Each query finds its momentum key among a queue of earlier keys",
        Paper = "He et al. 2020, https://arxiv.org/abs/1911.05722; Chen et al. 2020, https://arxiv.org/abs/2003.04297",
        Settings =
        [
            SharedSettings.Temperature,
            SharedSettings.Queue(32768, "Earlier keys of each view that serve as negatives"),
            .. SharedSettings.Momentum(end: 0.999),
        ],
        Defaults = Settings.Of(("augment.pipeline", "moco")),
        Rules = [SharedSettings.QueueHoldsBatch],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new() { Momentum = momentum, Queue = queue };

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static MoCoMethod Of(Settings recipe) => new(SharedSettings.TemperatureOf(recipe),
        SharedSettings.QueueOf(recipe, slots: 2), SharedSettings.MomentumOf(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (queries0, queries1) = context.ProjectEach();
        var (keys0, keys1) = context.ProjectMomentum();
        (keys0, keys1) = (Similarity.Normalize(keys0), Similarity.Normalize(keys1));
        var loss = InfoNceLoss.Symmetric(queries0, queries1, keys0, keys1, context.Queue!.Keys, temperature);
        return new StepResult(loss, queries0, queries1, keys0, keys1);
    }
}
