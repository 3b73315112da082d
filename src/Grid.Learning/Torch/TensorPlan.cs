using System.Collections.Immutable;
using TorchSharp;

namespace Grid.Learning.Torch;

/// <summary>What a tensor of a network is; decides where it lives and who changes it.</summary>
public enum TensorRole
{
    /// <summary>Kernel or matrix: learned, decayed by AdamW.</summary>
    Weight,

    /// <summary>Bias, or scale and offset of a norm: learned, decayed by SGD only.</summary>
    Offset,

    /// <summary>Running statistic of a norm: changed by the forward pass, never by the optimiser.</summary>
    Statistic,
}

/// <summary>How a tensor starts.</summary>
public abstract record TensorStart
{
    private TensorStart()
    {
    }

    /// <summary>Normal with mean 0.</summary>
    public sealed record Normal(double StandardDeviation) : TensorStart;

    /// <summary>Uniform in [-Bound, Bound].</summary>
    public sealed record Uniform(double Bound) : TensorStart;

    /// <summary>One value everywhere.</summary>
    public sealed record Constant(double Value) : TensorStart;
}

/// <summary>One named tensor of a network: declared by its layer, then given storage by
/// <see cref="FlatTensors"/>.</summary>
public sealed class TensorSlot
{
    private torch.Tensor? _tensor;

    internal TensorSlot(string name, ImmutableArray<long> shape, TensorRole role, TensorStart start) =>
        (Name, Shape, Role, Start) = (name, shape, role, start);

    /// <summary>True for a tensor of a head: a momentum network has none of them.</summary>
    public bool OfHead { get; init; }

    /// <summary>What the learning rate is multiplied by.</summary>
    public double RateScale { get; init; } = 1;

    /// <summary>Its name, as torchvision has it: "layer1.0.conv1.weight".</summary>
    public string Name { get; }

    /// <summary>Its shape; four dimensions are [O, I, H, W] and lie in memory as [O, H, W, I].</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>What it is.</summary>
    public TensorRole Role { get; }

    /// <summary>How it starts.</summary>
    public TensorStart Start { get; }

    /// <summary>How many numbers it has.</summary>
    public long Length => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>The tensor, float32 or float64, of <see cref="Shape"/> []: a view of flat storage.</summary>
    /// <exception cref="InvalidOperationException">The plan has no storage yet.</exception>
    public torch.Tensor Tensor
    {
        get => _tensor ?? throw new InvalidOperationException($"{Name} has no storage yet");
        internal set => _tensor = value;
    }

    /// <summary>The tensor [] in a type: itself where it has that type, else a copy through which gradients
    /// flow.</summary>
    public torch.Tensor As(torch.ScalarType type) => Tensor.dtype == type ? Tensor : Tensor.to(type);
}

/// <summary>The tensors that a network's layers declare, in the order of declaration.</summary>
public sealed class TensorPlan
{
    private readonly List<TensorSlot> _slots;
    private readonly string _prefix = "";
    private readonly bool _ofHead;
    private readonly double _rateScale = 1;

    /// <summary>A plan without tensors.</summary>
    public TensorPlan() => _slots = [];

    private TensorPlan(List<TensorSlot> slots, string prefix, double rateScale) =>
        (_slots, _prefix, _ofHead, _rateScale) = (slots, prefix, true, rateScale);

    /// <summary>All slots, those of heads included.</summary>
    public IReadOnlyList<TensorSlot> Slots => _slots;

    /// <summary>This plan for the layers of a head: their names begin with the head's.</summary>
    /// <param name="name">Unique in the network.</param>
    /// <param name="rateScale">What the learning rate of the head is multiplied by; > 0.</param>
    public TensorPlan ForHead(string name, double rateScale) => new(_slots, name + ".", rateScale);

    /// <summary>Declares one tensor.</summary>
    /// <param name="name">Unique in the network or head.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="role">What it is.</param>
    /// <param name="start">How it starts.</param>
    public TensorSlot Add(string name, ImmutableArray<long> shape, TensorRole role, TensorStart start)
    {
        var slot = new TensorSlot(_prefix + name, shape, role, start) { OfHead = _ofHead, RateScale = _rateScale };
        _slots.Add(slot);
        return slot;
    }
}
