using System.Collections.Immutable;

namespace Grid.Learning.Weights;

/// <summary>What a pickle may hold here: plain values, and the two kinds of objects that weights are made of.</summary>
internal abstract record PickleValue
{
    private PickleValue()
    {
    }

    /// <summary>Nothing, or the place where a group begins.</summary>
    internal sealed record None : PickleValue
    {
        internal static readonly None Value = new();
        internal static readonly None Mark = new();
    }

    /// <summary>A whole number; true and false are 1 and 0.</summary>
    internal sealed record Number(long Amount) : PickleValue;

    /// <summary>A number with a fraction: learning rates and the like.</summary>
    internal sealed record Real(double Amount) : PickleValue;

    /// <summary>A text.</summary>
    internal sealed record Text(string Content) : PickleValue;

    /// <summary>A fixed group.</summary>
    internal sealed record Tuple(ImmutableArray<PickleValue> Items) : PickleValue;

    /// <summary>A growing group.</summary>
    internal sealed record Sequence(List<PickleValue> Items) : PickleValue;

    /// <summary>A dictionary, in the order of the file.</summary>
    internal sealed record Map(List<(PickleValue Key, PickleValue Value)> Entries) : PickleValue;

    /// <summary>One of the allowed names: a function or a type that is known here.</summary>
    internal sealed record Global(string Name) : PickleValue;

    /// <summary>Bytes that lie in another entry of the archive.</summary>
    internal sealed record Storage(TorchSharp.torch.ScalarType Type, string Key, long Count) : PickleValue;

    /// <summary>A tensor over a storage.</summary>
    internal sealed record Tensor(
        Storage Base, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides) : PickleValue;
}
