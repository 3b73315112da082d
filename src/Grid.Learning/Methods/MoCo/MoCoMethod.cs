using Grid.Core.Recipes;
using Grid.Learning.Losses;
using static TorchSharp.torch;

namespace Grid.Learning.Methods.MoCo;

/// <summary>MoCo v2 with two views: each query finds the momentum encoder's key of the other view among a queue of
/// earlier keys.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <param name="queueSize">Earlier keys of each view, at least a batch.</param>
/// <param name="momentum">Of the momentum encoder.</param>
/// <remarks>He et al. 2020, https://arxiv.org/abs/1911.05722; Chen et al. 2020,
/// https://arxiv.org/abs/2003.04297.</remarks>
public sealed class MoCoMethod(double temperature, int queueSize, MomentumRule momentum) : IMethod
{
    /// <summary>MoCo v2 as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "moco",
        Summary = "Each query finds its momentum key among a queue of earlier keys",
        Paper = "He et al. 2020, https://arxiv.org/abs/1911.05722; Chen et al. 2020, https://arxiv.org/abs/2003.04297",
        Settings =
        [
            LossSettings.Temperature,
            new()
            {
                Path = "method.queue", Kind = SettingKind.Integer, Default = 32768, Min = 1, Max = 1 << 22,
                Summary = "Earlier keys of each view that serve as negatives",
            },
            new()
            {
                Path = "method.momentum", Kind = SettingKind.Number, Default = 0.99, Min = 0, Max = 1,
                Summary = "Momentum of the key encoder at the start; grows to method.momentum_end over the run",
            },
            new()
            {
                Path = "method.momentum_end", Kind = SettingKind.Number, Default = 0.999, Min = 0, Max = 1,
                Summary = "Momentum of the key encoder at the end",
            },
        ],
        Defaults = Settings.Of(("augment.pipeline", "moco")),
        Rules = [new("method.queue >= train.batch", "the queue must hold at least one batch of keys: enlarge "
            + "method.queue or shrink train.batch")],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MomentumRule? Momentum => momentum;

    /// <inheritdoc/>
    public int? QueueSize => queueSize;

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        // A pass for each view, so that each has its own statistics, for queries and keys alike.
        var queries0 = context.Online.Project(context.View(0));
        var queries1 = context.Online.Project(context.View(1));
        Tensor keys0, keys1;
        using (no_grad())
        {
            keys0 = Unit(context.Momentum!.Project(context.View(0)));
            keys1 = Unit(context.Momentum.Project(context.View(1)));
        }

        var loss = InfoNceLoss.Symmetric(queries0, queries1, keys0, keys1, context.Queue!.Keys, temperature);
        return new StepResult(loss, queries0, queries1, keys0, keys1);
    }

    private static Tensor Unit(Tensor rows) => nn.functional.normalize(rows, p: 2, dim: 1);
}
