using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>Squared distance of paired unit rows: 2 - 2 cos, mean over the pairs.</summary>
/// <remarks>Grill et al. 2020, eq. 2, https://arxiv.org/abs/2006.07733.</remarks>
public static class AlignmentLoss
{
    /// <summary>The loss; gradient flows into both sides, so detach the one that is to stand still.</summary>
    /// <param name="first">Projections or predictions, float [N, D]; normalised here.</param>
    /// <param name="second">Their partners, [N, D]; normalised here.</param>
    /// <returns>Scalar [], in [0, 4].</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor first, Tensor second)
    {
        Similarity.ThrowIfNotPaired(first, second, rows: 1);
        using var scope = NewDisposeScope();
        var cosines = Similarity.Normalize(first).mul(Similarity.Normalize(second)).sum(1);
        return cosines.mean().mul(-2).add(2).MoveToOuterDisposeScope();
    }
}
