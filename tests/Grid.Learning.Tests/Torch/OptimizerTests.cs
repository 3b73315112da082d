using Grid.Learning.Data;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

public sealed class OptimizerTests
{
    private const int Size = 9;
    private const int Decayed = 5;

    [Fact]
    public void Sgd_equals_its_formula_written_as_loops()
    {
        using var p = Start();
        using var g = torch.zeros(Size);
        using var optimizer = new Sgd(p, g, momentum: 0.9, decay: 0.01);
        var (expected, buffer) = (Values(p), new double[Size]);
        Follow(g, optimizer, (rate, gradient) =>
        {
            for (var i = 0; i < Size; i++)
            {
                buffer[i] = (0.9 * buffer[i]) + gradient[i] + (0.01 * expected[i]);
                expected[i] -= rate * buffer[i];
            }
        });
        AssertClose(expected, Values(p));
    }

    [Fact]
    public void Adam_w_equals_its_formula_and_spares_what_is_not_decayed()
    {
        using var p = Start();
        using var g = torch.zeros(Size);
        using var optimizer = new AdamW(p, g, beta1: 0.9, decay: 0.1, Decayed);
        var (expected, first, second, step) = (Values(p), new double[Size], new double[Size], 0);
        Follow(g, optimizer, (rate, gradient) =>
        {
            step++;
            for (var i = 0; i < Size; i++)
            {
                expected[i] *= i < Decayed ? 1 - (rate * 0.1) : 1;
                first[i] = (0.9 * first[i]) + (0.1 * gradient[i]);
                second[i] = (0.999 * second[i]) + (0.001 * gradient[i] * gradient[i]);
                var scale = Math.Sqrt(second[i] / (1 - Math.Pow(0.999, step))) + 1e-8;
                expected[i] -= rate * first[i] / (1 - Math.Pow(0.9, step)) / scale;
            }
        });
        AssertClose(expected, Values(p));
    }

    private static torch.Tensor Start() => torch.linspace(-1, 1, Size);

    private static void Follow(torch.Tensor gradient, Optimizer optimizer, Action<double, double[]> reference)
    {
        var draws = Draws.Of(21);
        for (var step = 1; step <= 6; step++)
        {
            double[] values = [.. Enumerable.Range(0, Size).Select(_ => (double)(float)draws.Between(-1, 1))];
            gradient.bytes = System.Runtime.InteropServices.MemoryMarshal.AsBytes(
                values.Select(x => (float)x).ToArray().AsSpan());
            optimizer.Step(0.1 / step);
            reference(0.1 / step, values);
        }
    }

    private static double[] Values(torch.Tensor tensor) => [.. tensor.data<float>().ToArray().Select(x => (double)x)];

    private static void AssertClose(double[] expected, double[] found)
    {
        for (var i = 0; i < Size; i++)
        {
            Assert.Equal(expected[i], found[i], 2e-6);
        }
    }
}
