using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// M = rows, C = classes.

/// <summary>How often the true class is among the best-scored ones.</summary>
public static class Accuracy
{
    /// <summary>Share of rows whose true class is among the <paramref name="top"/> highest scores.</summary>
    /// <param name="scores">Votes or logits, float [M, C].</param>
    /// <param name="targets">True classes, int64 [M].</param>
    /// <param name="top">1 or more; at most C counts.</param>
    /// <returns>Percent, 0 .. 100.</returns>
    public static double Top(Tensor scores, Tensor targets, int top)
    {
        using var scope = NewDisposeScope();
        // Stable, so that of classes with equal scores, such as those without a vote, the lower one comes first.
        var (_, ranked) = scores.sort(1, descending: true, stable: true);
        var best = ranked.narrow(1, 0, Math.Min(top, scores.size(1)));
        var hits = best.eq(targets.unsqueeze(1)).sum().item<long>();
        return 100.0 * hits / scores.size(0);
    }
}
