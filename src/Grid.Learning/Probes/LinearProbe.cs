using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = rows, F = features, C = classes, B = rows of a step.

/// <summary>
/// A linear classifier on features that stay as they are, trained by plain SGD on the cross-entropy: no momentum, no
/// weight decay. Owns its tensors.
/// </summary>
/// <remarks>The gradient of softmax regression is written out, so no graph is built.</remarks>
public sealed class LinearProbe : IDisposable
{
    /// <summary>A classifier that starts from given numbers, which it takes over.</summary>
    /// <param name="weight">float [C, F]; changed by training.</param>
    /// <param name="bias">float [C], of the same type.</param>
    public LinearProbe(Tensor weight, Tensor bias) =>
        (Weight, Bias) = (weight.DetachFromDisposeScope(), bias.DetachFromDisposeScope());

    /// <summary>Weight, float [C, F].</summary>
    public Tensor Weight { get; }

    /// <summary>Bias, float [C].</summary>
    public Tensor Bias { get; }

    /// <summary>A classifier as PyTorch starts a linear layer: uniform within 1 / sqrt(F).</summary>
    /// <param name="features">F, >= 1.</param>
    /// <param name="classes">C, >= 1.</param>
    /// <param name="seed">The run's seed.</param>
    public static LinearProbe Start(long features, int classes, ulong seed)
    {
        using var generator = RandomKey.Generator(RandomKey.Of(seed, RandomPurpose.Probe, 0));
        var bound = 1 / Math.Sqrt(features);
        return new LinearProbe(
            empty(classes, features).uniform_(-bound, bound, generator),
            empty(classes).uniform_(-bound, bound, generator));
    }

    /// <summary>One pass over rows in a given order; the last batch may be smaller.</summary>
    /// <param name="features">float [N, F], of the classifier's type.</param>
    /// <param name="labels">int64 [N], in 0 .. C - 1.</param>
    /// <param name="order">Rows in the order of training, int64 [any length >= 1].</param>
    /// <param name="batch">B, >= 1.</param>
    /// <param name="rate">Learning rate, > 0.</param>
    /// <returns>Mean cross-entropy of the rows before each step, nats.</returns>
    public double Epoch(Tensor features, Tensor labels, Tensor order, int batch, double rate)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var loss = zeros([], Weight.dtype);
        for (long at = 0; at < order.size(0); at += batch)
        {
            using var step = NewDisposeScope();
            var rows = order.narrow(0, at, Math.Min(batch, order.size(0) - at));
            loss.add_(Step(features.index_select(0, rows), labels.index_select(0, rows), rate));
        }

        return loss.to(ScalarType.Float64).item<double>() / order.size(0);
    }

    /// <summary>Logits [N, C] of features [N, F].</summary>
    public Tensor Scores(Tensor features)
    {
        using var quiet = no_grad();
        return nn.functional.linear(features, Weight, Bias);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Weight.Dispose();
        Bias.Dispose();
    }

    /// <summary>One step; gives the summed loss [] of its rows.</summary>
    private Tensor Step(Tensor x_BF, Tensor labels_B, double rate)
    {
        var logs_BC = nn.functional.log_softmax(nn.functional.linear(x_BF, Weight, Bias), 1);
        var target_B1 = labels_B.unsqueeze(1);
        var own_B1 = logs_BC.gather(1, target_B1);
        // d loss / d logits = probabilities - one-hot.
        var slope_BC = logs_BC.exp();
        slope_BC.scatter_add_(1, target_B1, full_like(own_B1, -1));
        slope_BC.mul_(rate / x_BF.size(0));
        Weight.sub_(slope_BC.t().mm(x_BF));
        Bias.sub_(slope_BC.sum([0]));
        return own_B1.sum().neg();
    }
}
