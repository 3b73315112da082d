using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width, Q = queue.

/// <summary>InfoNCE against a queue: cross-entropy of each query against its key; the queue holds the
/// negatives.</summary>
/// <remarks>He et al. 2020, eq. 1, https://arxiv.org/abs/1911.05722; both directions as in MoCo v2 with two
/// views.</remarks>
public static class InfoNceLoss
{
    /// <summary>
    /// Half of each direction: query 0 against key 1 with slot 1 of the queue, query 1 against key 0 with slot 0.
    /// </summary>
    /// <param name="queries0">Projections of the first views, float [N, D]; normalised here.</param>
    /// <param name="queries1">Projections of the second views, [N, D]; normalised here.</param>
    /// <param name="keys0">Momentum projections of the first views, [N, D]; normalised here, no gradient.</param>
    /// <param name="keys1">Momentum projections of the second views, [N, D]; normalised here, no gradient.</param>
    /// <param name="queue">Unit columns [2, D, Q]; slot v holds earlier keys of view v; not changed.</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Symmetric(
        Tensor queries0, Tensor queries1, Tensor keys0, Tensor keys1, Tensor queue, double temperature)
    {
        using var scope = NewDisposeScope();
        var first = Of(queries0, keys1, queue.select(0, 1), temperature);
        var second = Of(queries1, keys0, queue.select(0, 0), temperature);
        return first.add(second).div(2).MoveToOuterDisposeScope();
    }

    /// <summary>One direction.</summary>
    /// <param name="queries">Projections, float [N, D]; normalised here.</param>
    /// <param name="keys">Momentum projections of the other view, [N, D]; normalised here, no gradient.</param>
    /// <param name="negatives">Unit columns [D, Q]; no gradient.</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats, mean over N rows.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor queries, Tensor keys, Tensor negatives, double temperature)
    {
        Similarity.ThrowIfNotPaired(queries, keys, rows: 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        if (negatives.dim() != 2 || negatives.size(0) != queries.size(1))
        {
            throw new ArgumentException($"negatives must be [{queries.size(1)}, Q], found "
                + $"[{string.Join(", ", negatives.shape)}]");
        }

        using var scope = NewDisposeScope();
        var unit = Similarity.Normalize(queries);
        var positives = unit.mul(Similarity.Normalize(keys.detach())).sum(1, keepdim: true);
        var logits = cat([positives, unit.mm(negatives.detach())], 1).div(temperature);
        return logits.logsumexp(1).mean().sub(positives.mean().div(temperature)).MoveToOuterDisposeScope();
    }
}
