using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = batch, D = projector width.

/// <summary>How the projections of a batch lie on the sphere: tells a collapse long before accuracy does.</summary>
/// <param name="CentreNorm">Length of the mean unit row; 0 = centred, 1 = all equal.</param>
/// <param name="Std">Mean standard deviation of the dimensions of unit rows times sqrt(D); 1 = even, 0 = all
/// equal.</param>
/// <param name="EffectiveRank">exp of the entropy of the normalised singular values of centred unit rows; 1 ..
/// D.</param>
/// <param name="Alignment">Mean squared distance of the two views of an image; 0 .. 4.</param>
/// <param name="Uniformity">log of the mean of exp(-2 d^2) over pairs of images; 0 = all equal, lower is more
/// even.</param>
/// <remarks>Rank: Roy, Vetterli 2007. Alignment, uniformity: Wang, Isola 2020,
/// https://arxiv.org/abs/2005.10242.</remarks>
public sealed record Health(double CentreNorm, double Std, double EffectiveRank, double Alignment, double Uniformity)
{
    /// <summary>Below this <see cref="Std"/> the projections count as collapsed.</summary>
    public const double CollapsedStd = 0.02;

    /// <summary>True where all projections are as good as equal.</summary>
    public bool Collapsed => Std < CollapsedStd;

    /// <summary>The values by metric name.</summary>
    public ImmutableArray<(string Name, double Value)> Metrics =>
    [
        ("health.alignment", Alignment), ("health.centre_norm", CentreNorm), ("health.effective_rank", EffectiveRank),
        ("health.std", Std), ("health.uniformity", Uniformity),
    ];

    /// <summary>Measures the projections of a batch.</summary>
    /// <param name="z0">Projections of the first views, float [N, D], N >= 2.</param>
    /// <param name="z1">Projections of the second views, [N, D].</param>
    public static Health Of(Tensor z0, Tensor z1)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var all = cat([z0, z1], 0);
        return new Health(Geometry.CentreNorm(all), Geometry.Std(all), Geometry.EffectiveRank(all),
            Geometry.Alignment(z0, z1), Geometry.Uniformity(z0));
    }
}
