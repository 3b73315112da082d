using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>
/// All4One's feature term: over the batch, each dimension of a view is to correlate with itself in the momentum
/// projection of the other view, and with no other dimension.
/// </summary>
/// <param name="Loss">scale * (on + off) / 2, scalar [].</param>
/// <param name="OnDiagonal">Root of the mean squared distance of the diagonals from 1, [].</param>
/// <param name="OffDiagonal">Root of the mean square beside the diagonals, [].</param>
/// <remarks>Estepa et al. 2023, section 3.3, https://arxiv.org/abs/2303.09417.</remarks>
public sealed record FeatureLoss(Tensor Loss, Tensor OnDiagonal, Tensor OffDiagonal)
{
    /// <summary>The published scale.</summary>
    public const double PublishedScale = 10;

    /// <summary>The loss and its two parts, both directions together.</summary>
    /// <param name="z0">Projections of the first views, float [N, D], D >= 2.</param>
    /// <param name="z1">Projections of the second views, [N, D].</param>
    /// <param name="momentum0">Momentum projections of the first views, [N, D]; no gradient.</param>
    /// <param name="momentum1">Momentum projections of the second views, [N, D]; no gradient.</param>
    /// <param name="scale">> 0.</param>
    /// <exception cref="ArgumentException">Shapes differ, or D is 1.</exception>
    public static FeatureLoss Of(
        Tensor z0, Tensor z1, Tensor momentum0, Tensor momentum1, double scale = PublishedScale)
    {
        Similarity.ThrowIfNotPaired(z0, momentum1, rows: 1);
        Similarity.ThrowIfNotPaired(z1, momentum0, rows: 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(z0.size(1), 2);
        using var scope = NewDisposeScope();
        var both = stack([Correlation(momentum0, z1), Correlation(momentum1, z0)]);
        var width = z0.size(1);
        var diagonal = both.diagonal(0, 1, 2);
        var on = diagonal.sub(1).square().mean().sqrt();
        var beside = both.masked_fill(eye(width, dtype: ScalarType.Bool, device: both.device), 0).square().sum();
        var off = beside.div(2 * width * (width - 1)).sqrt();
        var loss = on.add(off).mul(scale / 2);
        return new FeatureLoss(
            loss.MoveToOuterDisposeScope(), on.MoveToOuterDisposeScope(), off.MoveToOuterDisposeScope());
    }

    /// <summary>[D, D]: rows of unit length first, then columns of unit length over the batch.</summary>
    private static Tensor Correlation(Tensor momentum, Tensor z)
    {
        var rows = Similarity.Normalize(momentum.detach());
        return F.normalize(rows, p: 2, dim: 0).t().mm(F.normalize(z, p: 2, dim: 0));
    }
}
