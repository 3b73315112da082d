using Grid.Learning.Data;
using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class LinearProbeTests
{
    private const int Rows = 23;
    private const int Width = 5;
    private const int Classes = 4;
    private const int Batch = 6;

    [Fact]
    public void Its_steps_equal_softmax_regression_written_as_loops()
    {
        var (features, weight) = (Numbers.Matrix(1, Rows, Width), Numbers.Matrix(2, Classes, Width));
        var bias = Numbers.Row(Numbers.Matrix(3, 1, Classes), 0);
        var draws = Draws.Of(4);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(_ => draws.Below(Classes))];
        int[] order = [.. Enumerable.Range(0, Rows)];
        draws.Shuffle(order.AsSpan());

        using var scope = torch.NewDisposeScope();
        using var probe = new LinearProbe(Numbers.Tensor(weight), torch.tensor(bias));
        for (var epoch = 0; epoch < 3; epoch++)
        {
            var rate = 0.7 / (epoch + 1);
            var found = probe.Epoch(Numbers.Tensor(features), torch.tensor(labels, torch.int64),
                torch.tensor(order, torch.int64), Batch, rate);
            Assert.Equal(Epoch(features, labels, order, weight, bias, rate), found, 1e-12);
        }

        for (var label = 0; label < Classes; label++)
        {
            Assert.Equal(bias[label], probe.Bias[label].item<double>(), 1e-12);
            for (var column = 0; column < Width; column++)
            {
                Assert.Equal(weight[label, column], probe.Weight[label, column].item<double>(), 1e-12);
            }
        }
    }

    [Fact]
    public void It_starts_within_the_bound_of_a_linear_layer_and_from_its_seed()
    {
        using var one = LinearProbe.Start(64, 10, 7);
        using var same = LinearProbe.Start(64, 10, 7);
        using var other = LinearProbe.Start(64, 10, 8);
        Assert.True(one.Weight.eq(same.Weight).all().item<bool>());
        Assert.False(one.Weight.eq(other.Weight).any().item<bool>());
        Assert.InRange(one.Weight.abs().max().item<float>(), 0.115f, 0.125f);
    }

    /// <summary>Changes weight and bias; gives the mean loss.</summary>
    private static double Epoch(
        double[,] features, int[] labels, int[] order, double[,] weight, double[] bias, double rate)
    {
        var loss = 0.0;
        foreach (var rows in order.Chunk(Batch))
        {
            var (weightSlope, biasSlope) = (new double[Classes, Width], new double[Classes]);
            foreach (var row in rows)
            {
                var x = Numbers.Row(features, row);
                var powers = Enumerable.Range(0, Classes)
                    .Select(label => Math.Exp(Numbers.Dot(Numbers.Row(weight, label), x) + bias[label])).ToArray();
                loss -= Math.Log(powers[labels[row]] / powers.Sum());
                for (var label = 0; label < Classes; label++)
                {
                    var slope = (powers[label] / powers.Sum()) - (label == labels[row] ? 1 : 0);
                    biasSlope[label] += slope / rows.Length;
                    for (var column = 0; column < Width; column++)
                    {
                        weightSlope[label, column] += slope * x[column] / rows.Length;
                    }
                }
            }

            for (var label = 0; label < Classes; label++)
            {
                bias[label] -= rate * biasSlope[label];
                for (var column = 0; column < Width; column++)
                {
                    weight[label, column] -= rate * weightSlope[label, column];
                }
            }
        }

        return loss / order.Length;
    }
}
