using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Changes flat parameters by their gradients. Owns its state.</summary>
public abstract class Optimizer : IDisposable
{
    private protected Optimizer()
    {
    }

    /// <summary>Its state by name, for checkpoints: all that a later step depends on.</summary>
    public abstract ImmutableArray<(string Name, Tensor Value)> State { get; }

    /// <summary>One step.</summary>
    /// <param name="learningRate">>= 0.</param>
    public abstract void Step(double learningRate);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        foreach (var (_, value) in State)
        {
            value.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// Stochastic gradient descent with momentum: buffer = momentum * buffer + gradient + decay * p; p -= rate * buffer.
/// The decay is coupled and holds for all parameters, biases and norms too, as in the papers' recipes.
/// </summary>
/// <param name="parameters">float32 [P]; changed in place.</param>
/// <param name="gradient">float32 [P].</param>
/// <param name="momentum">In [0, 1).</param>
/// <param name="decay">>= 0.</param>
public sealed class Sgd(Tensor parameters, Tensor gradient, double momentum, double decay) : Optimizer
{
    // A zero buffer gives the same first step as one that starts with the first gradient.
    private readonly Tensor _buffer = zeros_like(parameters).DetachFromDisposeScope();

    private Tensor[][] Lists => field ??= [[parameters], [gradient], [_buffer]];

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, Tensor Value)> State => [("sgd.momentum", _buffer)];

    /// <inheritdoc/>
    public override void Step(double learningRate) =>
        FusedSteps.Run("sgd", Lists[0], Lists[1], Lists[2], learningRate, momentum, decay);
}

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
    private readonly ImmutableArray<Group> _groups;

    /// <summary>A new optimiser at step 0.</summary>
    /// <param name="parameters">float32 [P]; changed in place.</param>
    /// <param name="gradient">float32 [P].</param>
    /// <param name="beta1">Decay rate of the gradient's average, in [0, 1).</param>
    /// <param name="decay">>= 0.</param>
    /// <param name="decayed">The first so many parameters are decayed; 0 .. P.</param>
    public AdamW(Tensor parameters, Tensor gradient, double beta1, double decay, long decayed)
    {
        _beta1 = beta1;
        _first = zeros_like(parameters).DetachFromDisposeScope();
        _second = zeros_like(parameters).DetachFromDisposeScope();
        _step = tensor(0f).DetachFromDisposeScope();
        Group Part(long at, long length, double groupDecay) => new(
            [.. new[] { parameters, gradient, _first, _second }
                .Select(flat => flat.narrow(0, at, length).DetachFromDisposeScope())],
            groupDecay);
        var rest = parameters.numel() - decayed;
        _groups = [.. new[] { (0, decayed, decay), (decayed, rest, 0.0) }
            .Where(x => x.Item2 > 0).Select(x => Part(x.Item1, x.Item2, x.Item3))];
    }

    /// <inheritdoc/>
    public override ImmutableArray<(string Name, Tensor Value)> State =>
        [("adamw.first", _first), ("adamw.second", _second), ("adamw.step", _step)];

    /// <inheritdoc/>
    public override void Step(double learningRate)
    {
        using (no_grad())
        {
            // The fused kernel reads the step and does not advance it.
            _step.add_(1);
        }

        foreach (var group in _groups)
        {
            FusedSteps.Run("adamw", [.. group.Parts.Select(part => new[] { part }), new[] { _step }, learningRate,
                _beta1, Beta2, group.Decay, Epsilon]);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var part in _groups.SelectMany(group => group.Parts))
        {
            part.Dispose();
        }

        base.Dispose();
    }

    private sealed record Group(ImmutableArray<Tensor> Parts, double Decay);
}
