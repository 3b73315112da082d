using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Writes arrays in NumPy's format 1.0, which numpy.load reads.</summary>
/// <remarks>https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.</remarks>
public static class Npy
{
    // The data begin at a multiple of it, so that they can be mapped.
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>An array as a file's bytes, row-major and little-endian.</summary>
    /// <param name="values">float32, float64, int64 or uint8 [] on the CPU, of at most 2 GiB.</param>
    /// <exception cref="ArgumentException">Another type.</exception>
    public static byte[] Write(Tensor values)
    {
        var type = values.dtype switch
        {
            ScalarType.Float32 => "<f4",
            ScalarType.Float64 => "<f8",
            ScalarType.Int64 => "<i8",
            ScalarType.Byte => "|u1",
            var other => throw new ArgumentException($"no NumPy type is known for {other}", nameof(values)),
        };
        var sizes = values.shape.Select(size => size.ToString(CultureInfo.InvariantCulture));
        var shape = values.shape.Length == 1 ? $"{values.shape[0]}," : string.Join(", ", sizes);
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}";
        var before = Magic.Length + sizeof(ushort);
        var padded = (before + text.Length + 1 + Alignment - 1) / Alignment * Alignment;
        using var flat = values.detach().contiguous();
        var file = new byte[checked(padded + (int)(flat.numel() * flat.ElementSize))];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(Magic.Length), (ushort)(padded - before));
        Encoding.ASCII.GetBytes(text.PadRight(padded - before - 1) + "\n", file.AsSpan(before));
        flat.bytes.CopyTo(file.AsSpan(padded));
        return file;
    }
}
