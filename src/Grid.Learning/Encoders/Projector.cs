using System.Collections.Immutable;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Encoders;

/// <summary>The shape of a projector, or of a predictor on top of one.</summary>
/// <param name="Hidden">Width of the hidden layers, >= 1.</param>
/// <param name="Output">Width of the output, >= 1.</param>
/// <param name="Norm">True: batch normalisation before each ReLU.</param>
/// <param name="Layers">Linear layers, >= 2.</param>
/// <param name="NormOutput">True: batch normalisation of the output.</param>
public sealed record ProjectorSpec(int Hidden, int Output, bool Norm, int Layers = 2, bool NormOutput = false);

/// <summary>Linear layers with a ReLU between any two; with batch normalisation where asked for.</summary>
public sealed class Projector
{
    private readonly ImmutableArray<(Linear Linear, BatchNorm? Norm)> _layers;

    /// <summary>Declares its tensors: fc.0, fc.2; or fc.0, fc.1, fc.3 with the norm.</summary>
    /// <param name="plan">Where to declare them.</param>
    /// <param name="inputs">Width of what it gets.</param>
    /// <param name="spec">Its shape.</param>
    /// <param name="prefix">Of the tensors' names.</param>
    public Projector(TensorPlan plan, int inputs, ProjectorSpec spec, string prefix = "fc.")
    {
        // As in a list of modules, a ReLU takes a number, too.
        var (number, layers) = (0, ImmutableArray.CreateBuilder<(Linear, BatchNorm?)>());
        for (var layer = 1; layer <= spec.Layers; layer++)
        {
            var last = layer == spec.Layers;
            var outputs = last ? spec.Output : spec.Hidden;
            var linear = new Linear(plan, $"{prefix}{number++}", inputs, outputs);
            var norm = (last ? spec.NormOutput : spec.Norm)
                ? new BatchNorm(plan, $"{prefix}{number++}", outputs) : null;
            layers.Add((linear, norm));
            (inputs, number) = (outputs, number + 1);
        }

        _layers = layers.ToImmutable();
    }

    /// <summary>[N, output] of [N, inputs]; not normalised.</summary>
    public Tensor Forward(Tensor x, bool training)
    {
        using var scope = NewDisposeScope();
        foreach (var (index, (linear, norm)) in _layers.Index())
        {
            x = linear.Forward(index == 0 ? x : x.relu_());
            x = norm?.Forward(x, training) ?? x;
        }

        return x.MoveToOuterDisposeScope();
    }
}
