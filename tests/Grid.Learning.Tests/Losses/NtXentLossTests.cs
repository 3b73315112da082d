using Grid.Learning.Losses;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class NtXentLossTests
{
    [Theory]
    [InlineData(2, 3, 0.2)]
    [InlineData(7, 5, 0.5)]
    [InlineData(16, 32, 0.07)]
    public void It_equals_the_formula_written_as_loops(int batch, int width, double temperature)
    {
        var (first, second) = (Numbers.Matrix(1, batch, width), Numbers.Matrix(2, batch, width));
        Assert.Equal(Reference(first, second, temperature), Loss(first, second, temperature), 1e-10);
    }

    [Fact]
    public void Equal_projections_give_the_chance_level()
    {
        using var same = torch.ones(8, 4, torch.float64);
        using var loss = NtXentLoss.Of(same, same, 0.2);
        Assert.Equal(Math.Log(15), loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Its_gradient_is_the_slope_of_the_formula()
    {
        var (first, second) = (Numbers.Matrix(3, 4, 3), Numbers.Matrix(4, 4, 3));
        using var z0 = Numbers.Tensor(first).requires_grad_();
        using var z1 = Numbers.Tensor(second).requires_grad_();
        using var loss = NtXentLoss.Of(z0, z1, 0.3);
        loss.backward();
        using var gradient = z0.grad!;
        for (var row = 0; row < 4; row++)
        {
            for (var column = 0; column < 3; column++)
            {
                var slope = Numbers.Slope(x => Reference(x, second, 0.3), first, row, column);
                Assert.Equal(slope, gradient[row, column].item<double>(), 1e-7);
            }
        }
    }

    [Fact]
    public void The_order_of_the_batch_does_not_matter()
    {
        var (first, second) = (Numbers.Matrix(5, 6, 8), Numbers.Matrix(6, 6, 8));
        using var z0 = Numbers.Tensor(first);
        using var z1 = Numbers.Tensor(second);
        using var order = torch.tensor(new long[] { 3, 0, 5, 1, 4, 2 });
        using var mixed0 = z0.index_select(0, order);
        using var mixed1 = z1.index_select(0, order);
        using var mixed = NtXentLoss.Of(mixed0, mixed1, 0.2);
        Assert.Equal(Loss(first, second, 0.2), mixed.item<double>(), 1e-12);
    }

    [Fact]
    public void Float32_stays_finite_and_right_at_temperature_a_hundredth()
    {
        var (first, second) = (Numbers.Matrix(7, 32, 16), Numbers.Matrix(8, 32, 16));
        using var z0 = Numbers.Tensor(first).to(torch.float32);
        using var z1 = Numbers.Tensor(second).to(torch.float32);
        using var loss = NtXentLoss.Of(z0, z1, 0.01);
        var expected = Reference(first, second, 0.01);
        Assert.InRange(loss.item<float>(), expected * (1 - 1e-5), expected * (1 + 1e-5));
    }

    [Fact]
    public void Wrong_shapes_a_batch_of_one_and_temperature_zero_are_refused()
    {
        using var pair = torch.ones(2, 3);
        using var other = torch.ones(2, 4);
        using var one = torch.ones(1, 3);
        Assert.Throws<ArgumentException>(() => NtXentLoss.Of(pair, other, 0.2));
        Assert.Throws<ArgumentException>(() => NtXentLoss.Of(one, one, 0.2));
        Assert.Throws<ArgumentOutOfRangeException>(() => NtXentLoss.Of(pair, pair, 0));
    }

    private static double Loss(double[,] first, double[,] second, double temperature)
    {
        using var z0 = Numbers.Tensor(first);
        using var z1 = Numbers.Tensor(second);
        using var loss = NtXentLoss.Of(z0, z1, temperature);
        return loss.item<double>();
    }

    private static double Reference(double[,] first, double[,] second, double temperature)
    {
        var batch = first.GetLength(0);
        double[][] rows = [.. Enumerable.Range(0, 2 * batch)
            .Select(i => i < batch ? Numbers.Row(first, i) : Numbers.Row(second, i - batch))];
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++)
        {
            double Similar(int j) => Math.Exp(Numbers.Cosine(rows[i], rows[j]) / temperature);
            var all = Enumerable.Range(0, rows.Length).Where(j => j != i).Sum(Similar);
            sum -= Math.Log(Similar((i + batch) % rows.Length) / all);
        }

        return sum / rows.Length;
    }
}
