using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// Stochastic gradient descent with momentum: buffer = momentum * buffer + gradient + decay * p; p -= rate * buffer.
/// The decay is coupled and holds for all parameters, biases and norms too, as in the papers' recipes.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly Tensor _buffer;
    private readonly double _momentum;
    private readonly double _decay;

    /// <summary>A new optimiser at step 0.</summary>
    /// <param name="parameters">float32 [P]; changed in place.</param>
    /// <param name="gradient">float32 [P].</param>
    /// <param name="momentum">In [0, 1).</param>
    /// <param name="decay">>= 0.</param>
    /// <param name="segments">The parts of the parameters; none = all alike.</param>
    public Sgd(Tensor parameters, Tensor gradient, double momentum, double decay,
        ImmutableArray<Segment> segments = default)
    {
        (_momentum, _decay) = (momentum, decay);
        // A zero buffer gives the same first step as one that starts with the first gradient.
        _buffer = Zeros(parameters);
        var all = segments.IsDefault ? [new Segment(0, parameters.numel(), TensorRole.Weight)] : segments;
        // Roles make no difference here: fewer and longer stretches.
        Groups = StepGroup.Of(Segment.Join(all.Select(x => x with { Role = TensorRole.Weight })),
            parameters, gradient, _buffer);
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, Tensor Value)> State => [("sgd.momentum", _buffer)];

    private protected override ImmutableArray<StepGroup> Groups { get; }

    /// <inheritdoc/>
    public override void Step(double learningRate)
    {
        foreach (var group in Groups)
        {
            FusedSteps.Sgd(group, learningRate * group.RateScale, _momentum, _decay);
        }
    }
}
