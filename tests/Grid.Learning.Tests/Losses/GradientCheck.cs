using TorchSharp;

namespace Grid.Learning.Tests.Losses;

/// <summary>Holds the gradient of a loss against the slope of a formula written as loops.</summary>
internal static class GradientCheck
{
    /// <summary>Value and gradient of a loss of two matrices, against a reference of the same two.</summary>
    internal static void Holds(Func<torch.Tensor, torch.Tensor, torch.Tensor> loss,
        Func<double[,], double[,], double> reference, double[,] first, double[,] second)
    {
        using var scope = torch.NewDisposeScope();
        var (a, b) = (Numbers.Tensor(first).requires_grad_(), Numbers.Tensor(second).requires_grad_());
        var value = loss(a, b);
        Assert.Equal(reference(first, second), value.item<double>(), 1e-10);
        value.backward();
        Same(x => reference(x, second), first, a.grad!);
        Same(x => reference(first, x), second, b.grad!);
    }

    private static void Same(Func<double[,], double> reference, double[,] at, torch.Tensor gradient)
    {
        for (var row = 0; row < at.GetLength(0); row++)
        {
            for (var column = 0; column < at.GetLength(1); column++)
            {
                var slope = Numbers.Slope(reference, at, row, column);
                Assert.Equal(slope, gradient[row, column].item<double>(), 1e-7);
            }
        }
    }
}
