using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// SGD with momentum whose rate follows, for each weight tensor, the ratio of its length to that of its gradient:
/// local = trust |p| / (|g| + decay |p| + 1e-8), buffer = momentum * buffer + local (g + decay p), p -= rate * buffer.
/// Biases and norms are neither decayed nor scaled. A tensor of zeros is not scaled, or it could never leave them.
/// </summary>
/// <remarks>You et al. 2017, algorithm 1, https://arxiv.org/abs/1708.03888; the clip as in You's later LARC: local at
/// most the rate, that is local = min(local / rate, 1).</remarks>
public sealed class Lars : Optimizer
{
    private readonly Tensor _buffer;
    private readonly double _momentum;
    private readonly double _decay;
    private readonly double _trust;
    private readonly bool _clips;

    /// <summary>A new optimiser at step 0.</summary>
    /// <param name="parameters">float32 [P]; changed in place.</param>
    /// <param name="gradient">float32 [P]; changed in place by steps.</param>
    /// <param name="momentum">In [0, 1).</param>
    /// <param name="decay">Of weights, >= 0.</param>
    /// <param name="trust">Trust coefficient, > 0.</param>
    /// <param name="segments">One for each tensor.</param>
    /// <param name="clips">False: local rates may exceed the rate.</param>
    public Lars(Tensor parameters, Tensor gradient, double momentum, double decay, double trust,
        ImmutableArray<Segment> segments, bool clips = true)
    {
        (_momentum, _decay, _trust, _clips) = (momentum, decay, trust, clips);
        _buffer = Zeros(parameters);
        var spared = Segment.Join(segments.Where(x => x.Role != TensorRole.Weight));
        Groups = StepGroup.Of(
            segments.Where(x => x.Role == TensorRole.Weight).Concat(spared), parameters, gradient, _buffer);
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, Tensor Value)> State => [("lars.momentum", _buffer)];

    private protected override ImmutableArray<StepGroup> Groups { get; }

    /// <inheritdoc/>
    public override void Step(double learningRate)
    {
        foreach (var group in Groups)
        {
            var rate = learningRate * group.RateScale;
            if (group.Role == TensorRole.Weight)
            {
                FusedSteps.ScaleByTrust(group, rate, _decay, _trust, _clips);
            }

            FusedSteps.Sgd(group, rate, _momentum, decay: 0);
        }
    }
}
