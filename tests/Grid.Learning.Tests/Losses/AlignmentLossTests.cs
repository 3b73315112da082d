using Grid.Learning.Losses;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class AlignmentLossTests
{
    [Fact]
    public void It_equals_the_formula_written_as_loops_and_both_sides_get_their_gradient() =>
        GradientCheck.Holds(AlignmentLoss.Of, Reference, Numbers.Matrix(1, 4, 3), Numbers.Matrix(2, 4, 3));

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(0, 7, 2)]
    [InlineData(-2, 0, 4)]
    public void Equal_rows_are_at_0_orthogonal_ones_at_2_opposite_ones_at_4(double x, double y, double expected)
    {
        using var first = torch.tensor(new double[,] { { 1, 0 } });
        using var second = torch.tensor(new double[,] { { x, y } });
        using var loss = AlignmentLoss.Of(first, second);
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Byol_adds_both_directions_and_its_targets_stand_still()
    {
        using var scope = torch.NewDisposeScope();
        var (p0, p1) = (Numbers.Matrix(3, 4, 3), Numbers.Matrix(4, 4, 3));
        var (t0, t1) = (Numbers.Matrix(5, 4, 3), Numbers.Matrix(6, 4, 3));
        GradientCheck.Holds((a, b) => ByolLoss.Of(a, b, Numbers.Tensor(t0), Numbers.Tensor(t1)),
            (a, b) => Reference(a, t1) + Reference(b, t0), p0, p1);
        var target = Numbers.Tensor(t0).requires_grad_();
        ByolLoss.Of(Numbers.Tensor(p0).requires_grad_(), Numbers.Tensor(p1), target, target).backward();
        Assert.True(target.grad is null or { IsInvalid: true });
    }

    [Fact]
    public void Clsp_adds_the_weighted_distance_of_anchor_and_synthetic_view()
    {
        using var scope = torch.NewDisposeScope();
        var (anchors, synthetic) = (Numbers.Matrix(7, 4, 3), Numbers.Matrix(8, 4, 3));
        var other = Numbers.Tensor(Numbers.Matrix(9, 4, 3));
        GradientCheck.Holds((a, s) => ClspLoss.Of(AlignmentLoss.Of(a, other), a, s, 0.3),
            (a, s) => Reference(a, Numbers.Matrix(9, 4, 3)) + (0.3 * Reference(a, s)), anchors, synthetic);
    }

    private static double Reference(double[,] first, double[,] second) =>
        Enumerable.Range(0, first.GetLength(0))
            .Average(i => 2 - (2 * Numbers.Cosine(Numbers.Row(first, i), Numbers.Row(second, i))));
}
