using Grid.Core.Recipes;
using Grid.Learning.Losses;

namespace Grid.Learning.Methods.SimClr;

/// <summary>SimCLR: the two views of an image attract, all other views of the batch repel.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <remarks>Chen et al. 2020, https://arxiv.org/abs/2002.05709.</remarks>
public sealed class SimClrMethod(double temperature) : IMethod
{
    /// <summary>SimCLR as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "simclr",
        Summary = "The two views of an image attract, all other views of the batch repel",
        Paper = "Chen et al. 2020, https://arxiv.org/abs/2002.05709",
        Settings = [LossSettings.Temperature],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MomentumRule? Momentum => null;

    /// <inheritdoc/>
    public int? QueueSize => null;

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        // One pass over both views: they share the statistics of the batch.
        var z = context.Online.Project(context.Views);
        var (z0, z1) = (z.narrow(0, 0, context.Batch), z.narrow(0, context.Batch, context.Batch));
        return new StepResult(NtXentLoss.Of(z0, z1, temperature), z0, z1);
    }
}
