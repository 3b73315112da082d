using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Golden;

/// <summary>Reads arrays of NumPy's formats 1.0 to 3.0: little-endian, C order; float32, float64, int64 or
/// uint8.</summary>
public static class NpyFile
{
    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or its size is not the one it states.</exception>
    public static GoldenTensor Read(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no such file, or their number is not the one it
    /// states.</exception>
    public static GoldenTensor Parse(ReadOnlySpan<byte> bytes)
    {
        var header = NpyHeader.Parse(bytes);
        return Decode(header.Type, header.Shape, bytes[header.Bytes..]);
    }

    private static GoldenTensor Decode(string type, ImmutableArray<long> shape, ReadOnlySpan<byte> data)
    {
        var (itemBytes, isInteger) = type switch
        {
            "<f4" => (4, false),
            "<f8" => (8, false),
            "<i8" => (8, true),
            "|u1" => (1, true),
            _ => throw new InvalidDataException($"holds items of the unknown type {type}"),
        };
        var expected = GoldenTensor.CountOf(shape) * itemBytes;
        if (data.Length != expected)
        {
            throw new InvalidDataException($"has {data.Length} bytes of data instead of {expected}");
        }

        double[] values = type switch
        {
            "<f4" => Widen<float>(data),
            "<f8" => Widen<double>(data),
            "<i8" => Widen<long>(data),
            _ => Widen<byte>(data),
        };
        return new GoldenTensor(shape, values, isInteger);
    }

    private static double[] Widen<T>(ReadOnlySpan<byte> data)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var items = MemoryMarshal.Cast<byte, T>(data);
        var values = new double[items.Length];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = double.CreateChecked(items[at]);
        }

        return values;
    }
}
