using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = rows, F = features, K = components.

/// <summary>The directions in which features spread most.</summary>
public static class PrincipalComponents
{
    /// <summary>Coordinates along the first components, of centred rows. The sign of a component is such that its
    /// largest part is positive, so that equal features give equal pictures.</summary>
    /// <param name="rows">float [N, F], N >= 2, finite.</param>
    /// <param name="count">K, >= 1; at most F are there.</param>
    /// <returns>float64 [N, K], the widest first.</returns>
    /// <remarks>Pearson 1901; by the eigenvectors of the covariance.</remarks>
    public static Tensor Of(Tensor rows, int count)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var fit = GaussianFit.Of(rows);
        var (_, vectors) = linalg.eigh(fit.Covariance);
        // Eigenvalues come in ascending order.
        var k = Math.Min(count, rows.size(1));
        var axes = vectors.narrow(1, rows.size(1) - k, k).flip(1);
        var largest = axes.gather(0, axes.abs().argmax(0, keepdim: true));
        axes = axes.mul(largest.sign());
        return rows.to(ScalarType.Float64).sub(fit.Mean).mm(axes).MoveToOuterDisposeScope();
    }
}
