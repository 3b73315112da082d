using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = rows, F = features.

/// <summary>Mean and covariance of features; owns its tensors.</summary>
/// <param name="Mean">float64 [F].</param>
/// <param name="Covariance">float64 [F, F], with N - 1 in the denominator.</param>
public sealed record GaussianFit(Tensor Mean, Tensor Covariance) : IDisposable
{
    /// <summary>Fits rows.</summary>
    /// <param name="features">float [N, F], N >= 2.</param>
    /// <exception cref="ArgumentException">Fewer than two rows, or a number that is not finite.</exception>
    public static GaussianFit Of(Tensor features)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var rows = features.to(ScalarType.Float64);
        if (rows.size(0) < 2 || !rows.isfinite().all().item<bool>())
        {
            throw new ArgumentException("needs two rows or more of finite numbers", nameof(features));
        }

        var mean = rows.mean([0]);
        var centred = rows.sub(mean);
        var covariance = centred.t().mm(centred).div(rows.size(0) - 1);
        return new GaussianFit(mean.MoveToOuterDisposeScope(), covariance.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mean.Dispose();
        Covariance.Dispose();
    }
}

/// <summary>How far two sets of features are apart when each is taken for a Gaussian.</summary>
/// <remarks>
/// |m1 - m2|^2 + tr(S1 + S2 - 2 (S1 S2)^(1/2)): Dowson, Landau 1982; of images' features: Heusel et al. 2017,
/// https://arxiv.org/abs/1706.08500.
/// </remarks>
public static class FrechetDistance
{
    /// <summary>The squared distance, >= 0 up to rounding; 0 for equal fits.</summary>
    /// <exception cref="ArgumentException">The fits are of features of different width.</exception>
    public static double Of(GaussianFit first, GaussianFit second)
    {
        if (first.Mean.size(0) != second.Mean.size(0))
        {
            throw new ArgumentException(
                $"{first.Mean.size(0)} features against {second.Mean.size(0)}", nameof(second));
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // S1 S2 is not symmetric, but it has the eigenvalues of S1^(1/2) S2 S1^(1/2), which is.
        var root = Root(first.Covariance);
        var (shared, _) = linalg.eigh(root.mm(second.Covariance).mm(root));
        var means = first.Mean.sub(second.Mean).pow(2).sum();
        var spreads = first.Covariance.diagonal().sum().add(second.Covariance.diagonal().sum());
        return means.add(spreads).sub(shared.clamp_min(0).sqrt().sum().mul(2)).item<double>();
    }

    /// <summary>The symmetric square root of a covariance [F, F]; rounding below 0 counts as 0.</summary>
    private static Tensor Root(Tensor covariance)
    {
        var (values, vectors) = linalg.eigh(covariance);
        return vectors.mul(values.clamp_min(0).sqrt()).mm(vectors.t());
    }
}
