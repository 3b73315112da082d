using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Grid.Learning.Golden;

/// <summary>Reads arrays of NumPy's format 1.0: little-endian, C order; float32, float64, int64 or uint8.</summary>
public static partial class NpyFile
{
    private const int PreambleBytes = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or its size is not the one it states.</exception>
    public static GoldenTensor Read(string path) => Parse(File.ReadAllBytes(path));

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no such file, or their number is not the one it states.</exception>
    public static GoldenTensor Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PreambleBytes || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException("is no NumPy file of format 1.0");
        }

        var headerBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[Magic.Length..]);
        if (bytes.Length < PreambleBytes + headerBytes)
        {
            throw new InvalidDataException("is cut off in its header");
        }

        var header = Header().Match(Encoding.Latin1.GetString(bytes.Slice(PreambleBytes, headerBytes)));
        if (!header.Success)
        {
            throw new InvalidDataException("has a header that cannot be read");
        }

        ImmutableArray<long> shape = [.. header.Groups["shape"].Value
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(size => long.Parse(size, CultureInfo.InvariantCulture))];
        return Decode(header.Groups["type"].Value, shape, bytes[(PreambleBytes + headerBytes)..]);
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

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[\d, ]*)\), \}\s*$")]
    private static partial Regex Header();
}
