using System.Collections.Immutable;

namespace Grid.Learning.Golden;

/// <summary>What a kernel computes in.</summary>
public enum Arithmetic
{
    /// <summary>32-bit floating point, as training does.</summary>
    Float32,

    /// <summary>64-bit floating point: shows mistakes that rounding hides.</summary>
    Float64,
}

/// <summary>Numbers of a golden case, whatever the file held: every stored type is exact in double.</summary>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Data">Row-major.</param>
/// <param name="IsInteger">True for labels, indices, permutations and pixels.</param>
public sealed record GoldenTensor(ImmutableArray<long> Shape, double[] Data, bool IsInteger = false)
{
    /// <summary>One number, shape [].</summary>
    public static GoldenTensor Scalar(double value) => new([], [value]);

    /// <summary>How many numbers a shape holds.</summary>
    public static long CountOf(IEnumerable<long> shape) => shape.Aggregate(1L, (count, size) => checked(count * size));

    /// <summary>The shape as users read it: "[8, 16]".</summary>
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}
