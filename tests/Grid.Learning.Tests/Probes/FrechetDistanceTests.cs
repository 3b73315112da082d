using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class FrechetDistanceTests
{
    [Fact]
    public void The_fit_has_the_mean_and_the_covariance_written_as_loops()
    {
        var rows = Numbers.Matrix(1, 9, 3);
        using var scope = torch.NewDisposeScope();
        using var fit = GaussianFit.Of(Numbers.Tensor(rows));
        double Mean(int column) => Enumerable.Range(0, 9).Average(row => rows[row, column]);
        for (var a = 0; a < 3; a++)
        {
            Assert.Equal(Mean(a), fit.Mean[a].item<double>(), 1e-14);
            for (var b = 0; b < 3; b++)
            {
                var expected = Enumerable.Range(0, 9)
                    .Sum(row => (rows[row, a] - Mean(a)) * (rows[row, b] - Mean(b))) / 8;
                Assert.Equal(expected, fit.Covariance[a, b].item<double>(), 1e-14);
            }
        }
    }

    [Fact]
    public void Between_Gaussians_with_the_same_axes_it_is_the_closed_form()
    {
        // Diagonal covariances commute, so the root of their product is the product of their roots.
        using var scope = torch.NewDisposeScope();
        double[] mean1 = [1, -2, 0], mean2 = [0, 1, 5], deviation1 = [1, 2, 0.5], deviation2 = [3, 0.1, 0];
        using var first = Diagonal(mean1, deviation1);
        using var second = Diagonal(mean2, deviation2);
        var expected = Enumerable.Range(0, 3).Sum(x =>
            Math.Pow(mean1[x] - mean2[x], 2) + Math.Pow(deviation1[x] - deviation2[x], 2));
        Assert.Equal(expected, FrechetDistance.Of(first, second), 1e-12);
    }

    [Fact]
    public void It_does_not_change_when_both_are_turned()
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (Numbers.Tensor(Numbers.Matrix(1, 40, 4)), Numbers.Tensor(Numbers.Matrix(2, 30, 4)).mul(1.5));
        var (turn, _) = torch.linalg.qr(Numbers.Tensor(Numbers.Matrix(3, 4, 4)));
        using GaussianFit first = GaussianFit.Of(a), second = GaussianFit.Of(b),
            turned1 = GaussianFit.Of(a.mm(turn)), turned2 = GaussianFit.Of(b.mm(turn));
        var distance = FrechetDistance.Of(first, second);
        Assert.True(distance > 0.1, $"{distance}");
        Assert.Equal(distance, FrechetDistance.Of(turned1, turned2), 1e-10);
        Assert.Equal(distance, FrechetDistance.Of(second, first), 1e-10);
        Assert.Equal(0, FrechetDistance.Of(first, first), 1e-10);
    }

    [Fact]
    public void Features_that_are_not_numbers_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var rows = torch.ones(3, 2);
        rows[1, 0] = float.NaN;
        Assert.Throws<ArgumentException>(() => GaussianFit.Of(rows));
        Assert.Throws<ArgumentException>(() => GaussianFit.Of(torch.ones(1, 2)));
    }

    private static GaussianFit Diagonal(double[] mean, double[] deviation) => new(
        torch.tensor(mean), torch.diag(torch.tensor([.. deviation.Select(x => x * x)])));
}
