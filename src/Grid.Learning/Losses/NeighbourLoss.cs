using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>NNCLR: the nearest neighbour of each view finds the prediction of the other view among those of the
/// batch.</summary>
/// <remarks>Dwibedi et al. 2021, eq. 2 to 4, https://arxiv.org/abs/2104.14548.</remarks>
public static class NeighbourLoss
{
    /// <summary>Half of each direction: neighbours 0 with predictions 1, neighbours 1 with predictions 0.</summary>
    /// <param name="neighbours0">Neighbours of the first views, float [N, D]; normalised here.</param>
    /// <param name="neighbours1">Neighbours of the second views, [N, D].</param>
    /// <param name="predictions0">Predictions of the first views, [N, D]; normalised here.</param>
    /// <param name="predictions1">Predictions of the second views, [N, D].</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Symmetric(
        Tensor neighbours0, Tensor neighbours1, Tensor predictions0, Tensor predictions1, double temperature)
    {
        using var scope = NewDisposeScope();
        var first = Of(neighbours0, predictions1, temperature);
        var second = Of(neighbours1, predictions0, temperature);
        return first.add(second).div(2).MoveToOuterDisposeScope();
    }

    /// <summary>One direction: cross-entropy of each row of neighbours against the predictions of the batch.</summary>
    /// <param name="neighbours">float [N, D]; normalised here.</param>
    /// <param name="predictions">[N, D]; normalised here; row i is the partner of neighbour i, the others are
    /// negatives.</param>
    /// <param name="temperature">Divides the cosine logits; > 0, no unit.</param>
    /// <returns>Scalar [], nats, mean over N rows.</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor neighbours, Tensor predictions, double temperature)
    {
        Similarity.ThrowIfNotPaired(neighbours, predictions, rows: 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        using var scope = NewDisposeScope();
        var logits = Similarity.Normalize(neighbours).mm(Similarity.Normalize(predictions).t()).div(temperature);
        return logits.logsumexp(1).mean().sub(logits.diagonal().mean()).MoveToOuterDisposeScope();
    }
}
