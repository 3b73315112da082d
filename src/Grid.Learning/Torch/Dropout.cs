using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Drops activations while training. The masks of a step come from one stream of the run's own.</summary>
/// <param name="rate">Part that is dropped, in [0, 1).</param>
/// <param name="seed">The run's seed.</param>
/// <param name="step">Which step.</param>
internal sealed class Dropout(double rate, ulong seed, long step) : IDisposable
{
    private readonly Generator _generator =
        RandomKey.Generator(RandomKey.Of(seed, RandomPurpose.Dropout, (ulong)step));

    /// <summary>As x; what stays is enlarged, so that the mean stays.</summary>
    internal Tensor Forward(Tensor x)
    {
        if (rate == 0)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        // Drawn on the processor: other devices have no generators of their own.
        var mask = empty_like(x, device: CPU).bernoulli_(1 - rate, _generator).mul_(1 / (1 - rate));
        return x.mul(mask.to(x.device)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();
}
