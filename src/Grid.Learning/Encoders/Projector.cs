using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Encoders;

/// <summary>The shape of a projector.</summary>
/// <param name="Hidden">Width of the hidden layer, >= 1.</param>
/// <param name="Output">Width of z, >= 1.</param>
/// <param name="Norm">True: batch normalisation before the ReLU.</param>
public sealed record ProjectorSpec(int Hidden, int Output, bool Norm);

/// <summary>Linear, ReLU, Linear; with batch normalisation before the ReLU where asked for.</summary>
public sealed class Projector
{
    private readonly Linear _first;
    private readonly BatchNorm? _norm;
    private readonly Linear _last;

    /// <summary>Declares its tensors: fc.0, fc.2; or fc.0, fc.1, fc.3 with the norm.</summary>
    /// <param name="plan">Where to declare them.</param>
    /// <param name="features">Width of h.</param>
    /// <param name="spec">Its shape.</param>
    public Projector(TensorPlan plan, int features, ProjectorSpec spec)
    {
        _first = new Linear(plan, "fc.0", features, spec.Hidden);
        _norm = spec.Norm ? new BatchNorm(plan, "fc.1", spec.Hidden) : null;
        _last = new Linear(plan, spec.Norm ? "fc.3" : "fc.2", spec.Hidden, spec.Output);
    }

    /// <summary>Projections z [N, output] of features h [N, features]; not normalised.</summary>
    public Tensor Forward(Tensor h, bool training)
    {
        using var scope = NewDisposeScope();
        var x = _first.Forward(h);
        x = _norm?.Forward(x, training) ?? x;
        return _last.Forward(x.relu_()).MoveToOuterDisposeScope();
    }
}
