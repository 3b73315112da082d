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
        using var optimizer = new AdamW(p, g, beta1: 0.9, decay: 0.1,
            [new(0, Decayed, TensorRole.Weight), new(Decayed, Size - Decayed, TensorRole.Offset)]);
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Lars_equals_its_formula_tensor_by_tensor_and_spares_offsets(bool clips)
    {
        using var p = Start();
        using var g = torch.zeros(Size);
        Segment[] segments =
            [new(0, 3, TensorRole.Weight), new(3, 2, TensorRole.Weight), new(5, 4, TensorRole.Offset)];
        using var optimizer = new Lars(p, g, momentum: 0.9, decay: 0.1, trust: 0.05, [.. segments], clips);
        var (expected, buffer) = (Values(p), new double[Size]);
        Follow(g, optimizer, (rate, gradient) =>
        {
            foreach (var (at, length, role, _) in segments)
            {
                double Norm(double[] of) =>
                    Math.Sqrt(of.Skip((int)at).Take((int)length).Sum(x => x * x));
                var weight = role == TensorRole.Weight;
                var decay = weight ? 0.1 : 0;
                var local = 0.05 * Norm(expected) / (Norm(gradient) + (decay * Norm(expected)) + 1e-8);
                local = clips ? Math.Min(local / rate, 1) : local;
                for (var i = at; i < at + length; i++)
                {
                    buffer[i] = (0.9 * buffer[i]) + ((weight ? local : 1) * (gradient[i] + (decay * expected[i])));
                }

                for (var i = at; i < at + length; i++)
                {
                    expected[i] -= rate * buffer[i];
                }
            }
        });
        AssertClose(expected, Values(p));
    }

    [Fact]
    public void Lars_lets_a_tensor_of_zeros_move()
    {
        using var p = torch.zeros(4);
        using var g = torch.ones(4);
        using var optimizer = new Lars(p, g, 0.9, 0, 0.02, [new(0, 4, TensorRole.Weight)]);
        optimizer.Step(0.5);
        Assert.All(p.data<float>().ToArray(), x => Assert.Equal(-0.5f, x));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("lars")]
    public void A_segment_moves_at_its_own_part_of_the_rate(string name)
    {
        using var p = torch.zeros(4);
        using var g = torch.ones(4);
        Segment[] segments = [new(0, 2, TensorRole.Weight), new(2, 2, TensorRole.Weight, RateScale: 0.25)];
        using Optimizer optimizer = name switch
        {
            "sgd" => new Sgd(p, g, 0.9, 0, [.. segments]),
            "adamw" => new AdamW(p, g, 0.9, 0, [.. segments]),
            _ => new Lars(p, g, 0.9, 0, 0.02, [.. segments]),
        };
        optimizer.Step(0.1);
        var moved = Values(p);
        Assert.Equal(moved[0] / 4, moved[2], 1e-6);
        Assert.NotEqual(0, moved[3]);
    }

    [Fact]
    public void Clipping_shortens_long_gradients_and_leaves_short_ones()
    {
        using var gradient = torch.tensor(new float[] { 3, 0, 4 });
        GradientClip.To(gradient, 10);
        Assert.Equal([3, 0, 4], gradient.data<float>().ToArray());
        GradientClip.To(gradient, 1);
        Assert.Equal(1, gradient.norm().item<float>(), 1e-5f);
        Assert.Equal(0.75f, gradient[0].item<float>() / gradient[2].item<float>(), 1e-5f);
        using var nothing = torch.zeros(3);
        GradientClip.To(nothing, 1);
        Assert.Equal([0, 0, 0], nothing.data<float>().ToArray());
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
