using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Grid.Learning.Views;

/// <summary>Eight levels at a time, between bytes in memory and 32-bit lanes.</summary>
internal static class Lanes
{
    /// <summary>Levels of one step.</summary>
    internal const int Count = 8;

    /// <summary>The eight bytes from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Load(Span<byte> bytes, int at) =>
        Widen(Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(bytes[at..])).AsByte());

    /// <summary>The eight low bytes of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Widen(Vector128<byte> bytes)
    {
        if (Avx2.IsSupported)
        {
            return Avx2.ConvertToVector256Int32(bytes);
        }

        var (lower, upper) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.Create(lower, upper).AsInt32();
    }

    /// <summary>Stores eight numbers as bytes, those outside 0 .. 255 as the nearer end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(Vector256<int> levels, Span<byte> bytes, int at)
    {
        Vector128<byte> packed;
        if (Sse41.IsSupported)
        {
            var words = Sse2.PackSignedSaturate(levels.GetLower(), levels.GetUpper());
            packed = Sse2.PackUnsignedSaturate(words, words);
        }
        else
        {
            var inside = Vector256.Clamp(levels, Vector256<int>.Zero, Vector256.Create(255)).AsUInt32();
            var words = Vector128.Narrow(inside.GetLower(), inside.GetUpper());
            packed = Vector128.Narrow(words, words);
        }

        MemoryMarshal.Write(bytes[at..], packed.AsUInt64().ToScalar());
    }

    /// <summary>Whole part of eight numbers, which lie far inside the range of int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<int> Whole(Vector256<float> numbers) => Vector256.ConvertToInt32Native(numbers);

    /// <summary>Eight whole numbers as float32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Single(Vector256<int> numbers) => Vector256.ConvertToSingle(numbers);
}
