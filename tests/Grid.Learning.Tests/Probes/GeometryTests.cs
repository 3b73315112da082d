using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class GeometryTests
{
    [Fact]
    public void Every_measure_equals_its_formula_written_as_loops()
    {
        using var scope = torch.NewDisposeScope();
        var matrix = Numbers.Matrix(1, 7, 5);
        long[] labels = [0, 1, 0, 2, 1, 0, 1];
        double[][] rows = [.. Enumerable.Range(0, 7).Select(i => Unit(Numbers.Row(matrix, i)))];
        var pairs = (from i in Enumerable.Range(0, 7) from j in Enumerable.Range(0, 7) where i != j select (i, j))
            .ToArray();
        var z = Numbers.Tensor(matrix);
        double Distance((int I, int J) x) => 2 - (2 * Numbers.Dot(rows[x.I], rows[x.J]));
        Assert.Equal(Math.Log(pairs.Average(x => Math.Exp(-3 * Distance(x)))), Geometry.Uniformity(z, 3), 1e-10);
        Assert.Equal(pairs.Where(x => labels[x.i] == labels[x.j]).Average(x => Numbers.Dot(rows[x.i], rows[x.j])),
            Geometry.Tolerance(z, torch.tensor(labels)), 1e-10);
        double[] mean = [.. Enumerable.Range(0, 5).Select(d => rows.Average(x => x[d]))];
        Assert.Equal(Math.Sqrt(Numbers.Dot(mean, mean)), Geometry.CentreNorm(z), 1e-10);
    }

    [Fact]
    public void Ranks_count_the_axes_that_rows_spread_along()
    {
        using var scope = torch.NewDisposeScope();
        foreach (var axes in new[] { 1, 2, 5 })
        {
            var some = torch.eye(5, dtype: torch.float64).narrow(0, 0, axes);
            var rows = torch.cat([some, some.neg()], 0);
            Assert.Equal(axes, Geometry.EffectiveRank(rows), 1e-9);
            Assert.Equal(axes, Geometry.ParticipationRatio(rows), 1e-9);
        }
    }

    [Fact]
    public void Uneven_axes_count_for_less_and_centring_takes_the_mean_out()
    {
        using var scope = torch.NewDisposeScope();
        // Spread 2 : 1 along two axes of the centred rows, the third axis is their mean.
        var rows = torch.tensor(new double[,] { { 0.6, 0, 0.8 }, { -0.6, 0, 0.8 }, { 0.6, 0, 0.8 }, { -0.6, 0, 0.8 } });
        Assert.Equal(1, Geometry.EffectiveRank(rows), 1e-9);
        var spread = torch.tensor(new double[,]
        {
            { 1, 0 }, { -1, 0 }, { 1, 0 }, { -1, 0 }, { 1, 0 }, { -1, 0 }, { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 },
        });
        Assert.Equal(Math.Exp(-((2 / 3.0 * Math.Log(2 / 3.0)) + (1 / 3.0 * Math.Log(1 / 3.0)))),
            Geometry.EffectiveRank(spread), 1e-9);
        Assert.Equal(25 / 17.0, Geometry.ParticipationRatio(spread), 1e-9);
    }

    [Fact]
    public void Equal_rows_have_rank_one()
    {
        using var same = torch.ones(6, 4);
        Assert.Equal(1, Geometry.EffectiveRank(same));
        Assert.Equal(1, Geometry.ParticipationRatio(same));
    }

    private static double[] Unit(double[] row) => [.. row.Select(x => x / Math.Sqrt(Numbers.Dot(row, row)))];
}
