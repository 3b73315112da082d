using Grid.Learning.Torch;

namespace Grid.Learning.Encoders;

/// <summary>A module on top of the projector that a method asks for. It learns; no momentum network has
/// it.</summary>
/// <param name="Name">Unique in the network; begins the names of its tensors.</param>
public abstract record HeadSpec(string Name)
{
    /// <summary>Declares its tensors and gives the module.</summary>
    /// <param name="plan">The network's.</param>
    /// <param name="width">Width of the projections, D.</param>
    internal abstract object Declare(TensorPlan plan, int width);

    /// <summary>Linear, batch normalisation, ReLU, Linear: projections [N, D] to predictions [N, D]. A
    /// <see cref="Projector"/>.</summary>
    /// <param name="Name">Of the head.</param>
    /// <param name="Hidden">Width of the hidden layer, >= 1.</param>
    public sealed record Predictor(string Name, int Hidden) : HeadSpec(Name)
    {
        internal override Projector Declare(TensorPlan plan, int width) =>
            new(plan.ForHead(Name, rateScale: 1), width, new ProjectorSpec(Hidden, width, Norm: true), prefix: "");
    }

    /// <summary>A transformer over the neighbours of an image. A <see cref="CentroidTransformer"/>.</summary>
    /// <param name="Name">Of the head.</param>
    /// <param name="Shape">Its shape.</param>
    /// <param name="RateScale">What its learning rate is multiplied by; > 0.</param>
    public sealed record Centroid(string Name, CentroidSpec Shape, double RateScale) : HeadSpec(Name)
    {
        internal override CentroidTransformer Declare(TensorPlan plan, int width) =>
            new(plan.ForHead(Name, RateScale), width, Shape);
    }
}
