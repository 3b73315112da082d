using Grid.Learning.Losses;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class All4OneLossTests
{
    [Fact]
    public void The_feature_term_equals_the_formula_written_as_loops_value_and_gradient()
    {
        var (m0, m1) = (Numbers.Matrix(3, 5, 4), Numbers.Matrix(4, 5, 4));
        GradientCheck.Holds(
            (z0, z1) => FeatureLoss.Of(z0, z1, Numbers.Tensor(m0), Numbers.Tensor(m1)).Loss,
            (z0, z1) => Reference([(m0, z1), (m1, z0)]), Numbers.Matrix(1, 5, 4), Numbers.Matrix(2, 5, 4));
    }

    [Fact]
    public void Dimensions_that_agree_and_do_not_repeat_each_other_cost_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var even = torch.tensor(new double[,] { { 1, 1, 1, 1 }, { 1, -1, 1, -1 }, { 1, 1, -1, -1 }, { 1, -1, -1, 1 } });
        Assert.Equal(0, FeatureLoss.Of(even, even, even, even).Loss.item<double>(), 1e-12);
        var same = torch.ones(4, 4, torch.float64);
        var repeated = FeatureLoss.Of(same, same, same, same);
        Assert.Equal(0, repeated.OnDiagonal.item<double>(), 1e-12);
        Assert.Equal(1, repeated.OffDiagonal.item<double>(), 1e-12);
        Assert.Equal(5, repeated.Loss.item<double>(), 1e-12);
    }

    [Fact]
    public void The_loss_is_half_of_its_terms_and_the_momentum_side_gets_no_gradient()
    {
        using var scope = torch.NewDisposeScope();
        var (first, second) = (View(10), View(20));
        var loss = All4OneLoss.Of(first, second, tokens => tokens.mean([1]), 0.2);
        var terms = loss.Neighbour.item<double>() + loss.Centroid.item<double>() + loss.Feature.Loss.item<double>();
        Assert.Equal(terms / 2, loss.Loss.item<double>(), 1e-12);
        loss.Loss.backward();
        Assert.All([first, second], view =>
        {
            Assert.All([view.Projections, view.Predictions, view.Shifts],
                x => Assert.True(x.grad!.abs().sum().item<double>() > 0));
            Assert.True(view.Momentum.grad is null or { IsInvalid: true });
        });
    }

    [Fact]
    public void The_shifted_tokens_begin_with_the_images_own_prediction()
    {
        using var scope = torch.NewDisposeScope();
        var view = View(30);
        var shifted = All4OneLoss.Shifted(view);
        Assert.Equal(view.Neighbours.shape, shifted.shape);
        Assert.True(shifted.select(1, 0).allclose(view.Shifts));
        Assert.True(shifted.narrow(1, 1, 2).allclose(view.Neighbours.narrow(1, 0, 2)));
    }

    private static All4OneView View(ulong seed)
    {
        torch.Tensor Leaf(ulong shift) => Numbers.Tensor(Numbers.Matrix(seed + shift, 4, 6)).requires_grad_();
        var neighbours = Numbers.Tensor(Numbers.Matrix(seed + 4, 12, 6)).view(4, 3, 6);
        return new All4OneView(Leaf(0), Leaf(1), Leaf(2), Leaf(3), neighbours);
    }

    private static double Reference((double[,] Momentum, double[,] Projections)[] pairs)
    {
        var (on, off) = (0.0, 0.0);
        var (batch, width) = (pairs[0].Momentum.GetLength(0), pairs[0].Momentum.GetLength(1));
        foreach (var (momentum, projections) in pairs)
        {
            var rows = new double[batch, width];
            for (var i = 0; i < batch; i++)
            {
                var row = Numbers.Row(momentum, i);
                for (var d = 0; d < width; d++)
                {
                    rows[i, d] = row[d] / Math.Sqrt(Numbers.Dot(row, row));
                }
            }

            double[] Column(double[,] of, int d) => [.. Enumerable.Range(0, batch).Select(i => of[i, d])];
            for (var a = 0; a < width; a++)
            {
                for (var b = 0; b < width; b++)
                {
                    var c = Numbers.Cosine(Column(rows, a), Column(projections, b));
                    on += a == b ? (c - 1) * (c - 1) / (2 * width) : 0;
                    off += a == b ? 0 : c * c / (2 * width * (width - 1));
                }
            }
        }

        return 5 * (Math.Sqrt(on) + Math.Sqrt(off));
    }
}
