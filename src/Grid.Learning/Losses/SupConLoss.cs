using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// V = views, N = batch, D = projector width.

/// <summary>Supervised contrast: every view attracts all views of images with its label, all others repel.</summary>
/// <remarks>Khosla et al. 2020, eq. 2 (the sum outside of the logarithm), https://arxiv.org/abs/2004.11362; without its
/// factor of temperature over base temperature.</remarks>
public static class SupConLoss
{
    /// <summary>Mean over all V N views; a view without a partner of its label adds 0.</summary>
    /// <param name="projections">float [V, N, D], V N >= 2; normalised here.</param>
    /// <param name="labels">int64 [N].</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or there is nothing to contrast.</exception>
    public static Tensor Of(Tensor projections, Tensor labels, double temperature)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (projections.dim() != 3 || labels.dim() != 1 || labels.size(0) != projections.size(1)
            || projections.size(0) * projections.size(1) < 2)
        {
            throw new ArgumentException("need projections [V, N, D] of at least two views and labels [N], found "
                + $"[{string.Join(", ", projections.shape)}] and [{string.Join(", ", labels.shape)}]");
        }

        using var scope = NewDisposeScope();
        var u = Similarity.Normalize(projections.reshape(-1, projections.size(2)));
        var logits = u.mm(u.t()).div(temperature);
        var all = labels.repeat(projections.size(0));
        var self = eye(u.size(0), dtype: ScalarType.Bool, device: u.device);
        var partners = all.unsqueeze(0).eq(all.unsqueeze(1)).logical_and(self.logical_not()).to(u.dtype);
        var counts = partners.sum(1);
        var attraction = logits.mul(partners).sum(1).div(counts.clamp_min(1));
        var rest = logits.masked_fill(self, double.NegativeInfinity).logsumexp(1).mul(counts.clamp_max(1));
        return rest.sub(attraction).mean().MoveToOuterDisposeScope();
    }
}
