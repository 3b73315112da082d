using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, D = width.

/// <summary>How rows lie on the unit sphere: numbers that need no trained probe. Rows of any length; computed in
/// float64 on the processor.</summary>
public static class Geometry
{
    // Centred rows whose singular values sum to less than this for each row are equal but for rounding.
    private const double Nothing = 1e-9;

    /// <summary>Length of the mean unit row: 0 = centred, 1 = all equal.</summary>
    public static double CentreNorm(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Unit(rows).mean([0]).norm().item<double>();
    }

    /// <summary>Mean standard deviation of the dimensions of unit rows times sqrt(D): 1 = even, 0 = all
    /// equal.</summary>
    public static double Std(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return Unit(rows).std(0, unbiased: false).mean().item<double>() * Math.Sqrt(rows.size(1));
    }

    /// <summary>Mean squared distance of paired unit rows, 0 .. 4.</summary>
    /// <remarks>Wang, Isola 2020, https://arxiv.org/abs/2005.10242.</remarks>
    public static double Alignment(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return Unit(first).sub(Unit(second)).square().sum(1).mean().item<double>();
    }

    /// <summary>log of the mean of exp(-t d^2) over pairs of different rows: 0 = all equal, less = more even.</summary>
    /// <param name="rows">float [N, D], N >= 2.</param>
    /// <param name="t">> 0; 2 as published.</param>
    /// <remarks>Wang, Isola 2020, https://arxiv.org/abs/2005.10242.</remarks>
    public static double Uniformity(Tensor rows, double t = 2)
    {
        using var scope = NewDisposeScope();
        // Squared distances of unit rows are 2 - 2 cos.
        var kernel = Cosines(rows).mul(2).sub(2).mul(t).exp();
        return Math.Log(MeanOf(kernel, Others(rows.size(0))));
    }

    /// <summary>Mean cosine of different rows of one label: 1 = classes are points.</summary>
    /// <param name="rows">float [N, D].</param>
    /// <param name="labels">int64 [N]; at least one label occurs twice, else the result is not a number.</param>
    /// <remarks>Wang, Liu 2021, https://arxiv.org/abs/2012.09740.</remarks>
    public static double Tolerance(Tensor rows, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var same = labels.unsqueeze(0).eq(labels.unsqueeze(1)).logical_and(Others(rows.size(0)));
        return MeanOf(Cosines(rows), same);
    }

    /// <summary>exp of the entropy of the normalised singular values of centred unit rows: 1 .. D.</summary>
    /// <remarks>Roy, Vetterli 2007, The effective rank.</remarks>
    public static double EffectiveRank(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var values = Spread(rows);
        var sum = values.sum().item<double>();
        if (sum <= Nothing * rows.size(0))
        {
            return 1;
        }

        var shares = values.div(sum).clamp_min(1e-300);
        return shares.mul(shares.log()).sum().neg().exp().item<double>();
    }

    /// <summary>(sum of variances)^2 / sum of their squares, along the principal axes of centred unit rows: 1 ..
    /// D.</summary>
    public static double ParticipationRatio(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var variances = Spread(rows).square();
        var sum = variances.sum().item<double>();
        return sum <= Nothing * Nothing * rows.size(0) ? 1 : sum * sum / variances.square().sum().item<double>();
    }

    private static Tensor Spread(Tensor rows)
    {
        var unit = Unit(rows);
        return linalg.svdvals(unit.sub(unit.mean([0], keepdim: true)));
    }

    private static Tensor Cosines(Tensor rows)
    {
        var unit = Unit(rows);
        return unit.mm(unit.t());
    }

    private static Tensor Others(long count) => eye(count, dtype: ScalarType.Bool).logical_not();

    private static double MeanOf(Tensor values, Tensor mask) => values.masked_select(mask).mean().item<double>();

    private static Tensor Unit(Tensor rows) =>
        nn.functional.normalize(rows.detach().cpu().to(ScalarType.Float64), p: 2, dim: 1);
}
