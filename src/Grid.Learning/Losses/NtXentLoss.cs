using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>NT-Xent: cross-entropy of each view against its pair; the other 2N - 2 views are negatives.</summary>
/// <remarks>Chen et al. 2020, eq. 1, https://arxiv.org/abs/2002.05709.</remarks>
public static class NtXentLoss
{
    /// <summary>The loss of projections of any length.</summary>
    /// <param name="z0">Projections of the first views, float [N, D], N >= 2; normalised here.</param>
    /// <param name="z1">Projections of the second views, [N, D].</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats, mean over 2N rows.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or N is less than 2.</exception>
    public static Tensor Of(Tensor z0, Tensor z1, double temperature)
    {
        using var scope = NewDisposeScope();
        return OfUnit(Similarity.Normalize(z0), Similarity.Normalize(z1), temperature).MoveToOuterDisposeScope();
    }

    /// <summary>The loss of projections of length 1.</summary>
    /// <param name="u0">Unit rows of the first views, float [N, D], N >= 2; taken as they are.</param>
    /// <param name="u1">Unit rows of the second views, [N, D].</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats, mean over 2N rows.</returns>
    /// <exception cref="ArgumentException">Shapes differ, or N is less than 2.</exception>
    public static Tensor OfUnit(Tensor u0, Tensor u1, double temperature)
    {
        using var scope = NewDisposeScope();
        return Rows(u0, u1, temperature).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The loss of each view by itself, of projections of length 1: [2N], first views first.</summary>
    internal static Tensor Rows(Tensor u0, Tensor u1, double temperature)
    {
        Similarity.ThrowIfNotPaired(u0, u1, rows: 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        using var scope = NewDisposeScope();
        var u = cat([u0, u1], 0);
        // A row's similarity to itself is neither positive nor negative: it leaves the sum as exp(-inf).
        var self = eye(u.size(0), dtype: ScalarType.Bool, device: u.device);
        var logits = u.mm(u.t()).div(temperature).masked_fill(self, double.NegativeInfinity);
        var positives = u0.mul(u1).sum(1).div(temperature);
        return logits.logsumexp(1).sub(positives.repeat(2)).MoveToOuterDisposeScope();
    }
}
