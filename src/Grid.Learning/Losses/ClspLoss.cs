using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>CLSP: a contrastive loss of two views, and an anchor that meets the synthetic view of its image.</summary>
/// <remarks>
/// Contrastive Learning with Synthetic Positives, 2024, https://arxiv.org/abs/2408.16965. The synthetic view is neither
/// a negative nor a positive of the contrastive part; gradient flows into both sides of the alignment.
/// </remarks>
public static class ClspLoss
{
    /// <summary>contrast + weight * alignment of the anchors with the synthetic views.</summary>
    /// <param name="contrast">NT-Xent of the two views, or InfoNCE against the queue; scalar [].</param>
    /// <param name="anchors">Projections of the first views, float [N, D]; normalised here.</param>
    /// <param name="synthetic">Projections of the synthetic views, [N, D]; normalised here.</param>
    /// <param name="weight">Of the alignment, >= 0; the temperature does not act on it.</param>
    /// <returns>Scalar [].</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor contrast, Tensor anchors, Tensor synthetic, double weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        using var scope = NewDisposeScope();
        return Of(contrast, AlignmentLoss.Of(anchors, synthetic), weight).MoveToOuterDisposeScope();
    }

    /// <summary>contrast + weight * alignment.</summary>
    /// <param name="contrast">Scalar [].</param>
    /// <param name="alignment">Of the anchors with the synthetic views; scalar [].</param>
    /// <param name="weight">>= 0.</param>
    /// <returns>Scalar [].</returns>
    internal static Tensor Of(Tensor contrast, Tensor alignment, double weight) => contrast.add(alignment, weight);
}
