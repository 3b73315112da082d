using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = bank, M = queries, F = features, C = classes, K = neighbours.

/// <summary>How neighbours are found and weighed.</summary>
public enum KnnDistance
{
    /// <summary>Cosine similarity s of normalised features; weight exp(s / temperature).</summary>
    Cosine,

    /// <summary>Euclidean distance d of the features as they are; weight 1 / (d + 1e-5).</summary>
    Euclidean,
}

/// <summary>The votes of the nearest neighbours; owns its tensors.</summary>
/// <param name="Neighbours">Rows of the bank, int64 [M, K], nearest first.</param>
/// <param name="Votes">Summed weights, float [M, C].</param>
public sealed record KnnVotes(Tensor Neighbours, Tensor Votes) : IDisposable
{
    /// <summary>Share of queries whose class is among the first <paramref name="top"/> by votes, percent.</summary>
    /// <param name="targets">True classes, int64 [M].</param>
    /// <param name="top">1 or more; no more classes count than neighbours voted.</param>
    public double Accuracy(Tensor targets, int top = 1) =>
        Probes.Accuracy.Top(Votes, targets, (int)Math.Min(top, Neighbours.size(1)));

    /// <inheritdoc/>
    public void Dispose()
    {
        Neighbours.Dispose();
        Votes.Dispose();
    }
}

/// <summary>Weighted k-nearest-neighbour classification: a probe without training.</summary>
/// <remarks>Wu et al. 2018, section 3.4, https://arxiv.org/abs/1805.01978.</remarks>
public static class KnnProbe
{
    // Bounds the similarity matrix in memory.
    private const int QueriesAtOnce = 256;

    /// <summary>Lets each query's nearest neighbours vote.</summary>
    /// <param name="bank">Features float [N, F].</param>
    /// <param name="labels">Classes of the bank, int64 [N], in 0 .. classes - 1.</param>
    /// <param name="queries">Features float [M, F], M >= 1.</param>
    /// <param name="classes">C.</param>
    /// <param name="k">Neighbours, >= 1; at most N are used.</param>
    /// <param name="temperature">Divides cosine similarities; > 0, no unit.</param>
    /// <param name="distance">How neighbours are found and weighed.</param>
    public static KnnVotes Vote(Tensor bank, Tensor labels, Tensor queries, int classes, int k,
        double temperature = 0.07, KnnDistance distance = KnnDistance.Cosine)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        k = (int)Math.Min(k, bank.size(0));
        var reference = distance == KnnDistance.Cosine ? Unit(bank).t() : bank;
        var parts = new List<(Tensor Neighbours, Tensor Votes)>();
        for (long at = 0; at < queries.size(0); at += QueriesAtOnce)
        {
            var part = queries.narrow(0, at, Math.Min(QueriesAtOnce, queries.size(0) - at));
            parts.Add(VotePart(reference, labels, part, classes, k, temperature, distance));
        }

        return new KnnVotes(cat([.. parts.Select(x => x.Neighbours)]).MoveToOuterDisposeScope(),
            cat([.. parts.Select(x => x.Votes)]).MoveToOuterDisposeScope());
    }

    private static (Tensor Neighbours, Tensor Votes) VotePart(Tensor reference, Tensor labels, Tensor queries,
        int classes, int k, double temperature, KnnDistance distance)
    {
        using var scope = NewDisposeScope();
        var cosine = distance == KnnDistance.Cosine;
        var scores = cosine
            ? Unit(queries).mm(reference)
            : cdist(queries, reference, 2, TorchSharp.compute_mode.donot_use_mm_for_euclid_dist);
        var (nearest, neighbours) = scores.topk(k, 1, largest: cosine, sorted: true);
        var weights = cosine ? nearest.div(temperature).exp() : nearest.add(1e-5).reciprocal();
        var votes = zeros([queries.size(0), classes], weights.dtype)
            .scatter_add_(1, labels.index_select(0, neighbours.flatten()).view(neighbours.shape), weights);
        return (neighbours.MoveToOuterDisposeScope(), votes.MoveToOuterDisposeScope());
    }

    private static Tensor Unit(Tensor features) => nn.functional.normalize(features, p: 2, dim: 1);
}
