using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Grid.Learning.Data.Formats;

/// <summary>How a NumPy file begins: formats 1.0 to 3.0, C order.</summary>
/// <param name="Type">NumPy's word for the items: "&lt;f4", "|u1".</param>
/// <param name="Shape">Sizes, the outermost first; empty for one item.</param>
/// <param name="Bytes">Where the items begin.</param>
internal sealed partial record NpyHeader(string Type, ImmutableArray<long> Shape, int Bytes)
{
    /// <summary>What stands behind the header's dictionary as a comment of Python: NumPy passes over it.</summary>
    public string Remark { get; private init; } = "";

    /// <summary>As many bytes of a file as a header takes at most.</summary>
    public const int MaxBytes = 12 + ushort.MaxValue;

    private const int VersionAt = 6;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Items of the array.</summary>
    /// <exception cref="OverflowException">More than there can be.</exception>
    public long Count => Shape.Aggregate(1L, (count, size) => checked(count * size));

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="InvalidDataException">It is no such file.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 10 || !bytes.StartsWith(Magic) || bytes[VersionAt] is < 1 or > 3)
        {
            throw new InvalidDataException("is no NumPy file of format 1.0 to 3.0");
        }

        var (textAt, textBytes) = bytes[VersionAt] == 1
            ? (10, BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]))
            : (12, bytes.Length < 12 ? int.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        if (bytes.Length - textAt < textBytes)
        {
            throw new InvalidDataException("is cut off in its header");
        }

        var text = Encoding.Latin1.GetString(bytes.Slice(textAt, (int)textBytes));
        var match = Pattern().Match(text);
        if (!match.Success)
        {
            throw new InvalidDataException(text.Contains("'fortran_order': True", StringComparison.Ordinal)
                ? "is in Fortran order: save numpy.ascontiguousarray of it"
                : "has a header that cannot be read");
        }

        return new NpyHeader(match.Groups["type"].Value, ShapeOf(match.Groups["shape"].Value),
            textAt + (int)textBytes)
        {
            Remark = match.Groups["remark"].Value.TrimEnd(),
        };
    }

    /// <summary>The header of a file of format 1.0.</summary>
    public static byte[] Encode(string type, params ReadOnlySpan<long> shape) => Encode(type, shape, remark: "");

    /// <summary>The header of a file of format 1.0, with a remark of one line.</summary>
    public static byte[] Encode(string type, ReadOnlySpan<long> shape, string remark)
    {
        var sizes = string.Join(", ", shape.ToArray()) + (shape.Length == 1 ? "," : "");
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        text += remark.Length > 0 ? $" # {remark}" : "";
        var length = (10 + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        var bytes = new byte[length];
        Magic.CopyTo(bytes);
        bytes[VersionAt] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(length - 10));
        Encoding.Latin1.GetBytes(text.PadRight(length - 11) + "\n", bytes.AsSpan(10));
        return bytes;
    }

    private static ImmutableArray<long> ShapeOf(string text)
    {
        var sizes = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return sizes.All(size => long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [.. sizes.Select(size => long.Parse(size, CultureInfo.InvariantCulture))]
            : throw new InvalidDataException($"has the shape ({text}), which cannot be read");
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[\d, ]*)\),? ?\}"
        + @"\s*(# (?<remark>.*))?\s*$")]
    private static partial Regex Pattern();
}
