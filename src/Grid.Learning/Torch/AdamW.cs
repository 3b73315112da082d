using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Adam with decoupled weight decay, which spares biases and norms; decay 0 is Adam.</summary>
/// <remarks>Loshchilov, Hutter 2019, algorithm 2, https://arxiv.org/abs/1711.05101.</remarks>
public sealed class AdamW : Optimizer
{
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly Tensor _first;
    private readonly Tensor _second;
    private readonly Tensor _step;
    private readonly double _beta1;
    private readonly double _decay;

    /// <summary>A new optimiser at step 0.</summary>
    /// <param name="parameters">float32 [P]; changed in place.</param>
    /// <param name="gradient">float32 [P].</param>
    /// <param name="beta1">Decay rate of the gradient's average, in [0, 1).</param>
    /// <param name="decay">Of weights, >= 0; offsets are spared.</param>
    /// <param name="segments">The parts of the parameters.</param>
    public AdamW(Tensor parameters, Tensor gradient, double beta1, double decay, ImmutableArray<Segment> segments)
    {
        (_beta1, _decay) = (beta1, decay);
        (_first, _second) = (Zeros(parameters), Zeros(parameters));
        _step = tensor(0f, device: parameters.device).DetachFromDisposeScope();
        Groups = StepGroup.Of(Segment.Join(segments), parameters, gradient, _first, _second);
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, Tensor Value)> State =>
        [("adamw.first", _first), ("adamw.second", _second), ("adamw.step", _step)];

    private protected override ImmutableArray<StepGroup> Groups { get; }

    /// <inheritdoc/>
    public override void Step(double learningRate)
    {
        using (no_grad())
        {
            // The fused kernel reads the step and does not advance it.
            _step.add_(1);
        }

        foreach (var group in Groups)
        {
            var decay = group.Role == TensorRole.Weight ? _decay : 0;
            FusedSteps.AdamW(group, _step, learningRate * group.RateScale, _beta1, Beta2, decay, Epsilon);
        }
    }
}
