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

    /// <summary>What is stepped in one call.</summary>
    private protected abstract ImmutableArray<StepGroup> Groups { get; }

    /// <summary>One step. The gradient may be changed, too: it is of no use afterwards.</summary>
    /// <param name="learningRate">>= 0.</param>
    public abstract void Step(double learningRate);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var group in Groups)
        {
            group.Dispose();
        }

        foreach (var (_, value) in State)
        {
            value.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private protected static Tensor Zeros(Tensor parameters) => zeros_like(parameters).DetachFromDisposeScope();
}

/// <summary>The same stretches of several flat tensors, as the lists that fused kernels take.</summary>
internal sealed class StepGroup : IDisposable
{
    private StepGroup(TensorRole role, double rateScale, IEnumerable<Segment> segments, Tensor[] flats)
    {
        (Role, RateScale) = (role, rateScale);
        Lists = [.. flats.Select(flat => segments
            .Select(x => flat.narrow(0, x.At, x.Length).DetachFromDisposeScope()).ToArray())];
    }

    /// <summary>Role of all its segments.</summary>
    internal TensorRole Role { get; }

    /// <summary>Of all its segments.</summary>
    internal double RateScale { get; }

    /// <summary>One list of stretches for each flat tensor, in the order these were given.</summary>
    internal ImmutableArray<Tensor[]> Lists { get; }

    /// <summary>A group for each role and scale among some segments.</summary>
    internal static ImmutableArray<StepGroup> Of(IEnumerable<Segment> segments, params Tensor[] flats) =>
    [
        .. segments.Where(x => x.Length > 0).GroupBy(x => (x.Role, x.RateScale))
            .Select(x => new StepGroup(x.Key.Role, x.Key.RateScale, x, flats)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Lists.SelectMany(list => list))
        {
            part.Dispose();
        }
    }
}
