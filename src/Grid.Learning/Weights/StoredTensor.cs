using System.Collections.Immutable;
using TorchSharp;
using static TorchSharp.torch;

namespace Grid.Learning.Weights;

/// <summary>A tensor as a file holds it: bytes of a storage, and how to walk over them. Nothing is computed until it is
/// asked for.</summary>
public sealed record StoredTensor
{
    /// <summary>Describes a tensor after checking that every number of it lies in the storage.</summary>
    /// <param name="type">Type of its numbers.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="strides">Numbers between neighbours of each dimension.</param>
    /// <param name="offset">Numbers before its first one.</param>
    /// <param name="storage">Little-endian bytes.</param>
    /// <exception cref="InvalidDataException">It reaches beyond its storage.</exception>
    public StoredTensor(ScalarType type, ImmutableArray<long> shape, ImmutableArray<long> strides, long offset,
        ReadOnlyMemory<byte> storage)
    {
        if (shape.Length != strides.Length || !Fits(shape, strides, offset, storage.Length / type.ElementSize()))
        {
            throw new InvalidDataException("a tensor reaches beyond its storage");
        }

        (Type, Shape, Strides, Offset, Storage) = (type, shape, strides, offset, storage);
    }

    /// <summary>Type of its numbers.</summary>
    public ScalarType Type { get; }

    /// <summary>Sizes, outermost first.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>Numbers between neighbours of each dimension.</summary>
    public ImmutableArray<long> Strides { get; }

    /// <summary>Numbers before its first one.</summary>
    public long Offset { get; }

    /// <summary>Little-endian bytes.</summary>
    public ReadOnlyMemory<byte> Storage { get; }

    /// <summary>The shape as users read it: "[8, 16]".</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";

    /// <summary>True for numbers with a fraction, of any width.</summary>
    public bool IsFloating =>
        Type is ScalarType.Float32 or ScalarType.Float64 or ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>A tensor whose numbers lie one after the other.</summary>
    /// <exception cref="InvalidDataException">Shape and bytes differ.</exception>
    public static StoredTensor Contiguous(ScalarType type, ImmutableArray<long> shape, ReadOnlyMemory<byte> storage)
    {
        var strides = new long[shape.Length];
        var step = 1L;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = step;
            step = unchecked(step * shape[dimension]);
        }

        return new StoredTensor(type, shape, [.. strides], 0, storage);
    }

    /// <summary>A copy of its numbers, float32 of <see cref="Shape"/> [].</summary>
    public Tensor ToFloat32()
    {
        using var scope = NewDisposeScope();
        using var flat = empty(Storage.Length / Type.ElementSize(), Type);
        Storage.Span[..(int)(flat.numel() * Type.ElementSize())].CopyTo(flat.bytes);
        return flat.as_strided([.. Shape], [.. Strides], Offset).to(ScalarType.Float32).contiguous().clone()
            .MoveToOuterDisposeScope();
    }

    /// <summary>True where no number lies outside; does not overflow, whatever the file says.</summary>
    private static bool Fits(ImmutableArray<long> shape, ImmutableArray<long> strides, long offset, long count)
    {
        if (offset < 0 || shape.Any(x => x < 0) || strides.Any(x => x < 0))
        {
            return false;
        }

        if (shape.Contains(0))
        {
            return offset <= count;
        }

        // The largest place is at the last index of every dimension. More numbers than the storage has would be a
        // few bytes that claim to be a huge tensor.
        Int128 last = offset, numbers = 1;
        foreach (var (size, stride) in shape.Zip(strides))
        {
            last += (Int128)(size - 1) * stride;
            numbers *= size;
            if (last >= count || numbers > count)
            {
                return false;
            }
        }

        return last < count;
    }
}
