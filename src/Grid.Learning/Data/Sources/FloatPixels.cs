using System.Buffers;
using System.Runtime.InteropServices;

namespace Grid.Learning.Data.Sources;

/// <summary>Images of a file of float32 in 0 .. 1, one after the other, rounded to whole levels.</summary>
internal sealed class FloatPixels(FileBytes file, RecordLayout layout, int count) : IPixelSource
{
    public int Count => count;

    public int Height => layout.Height;

    public int Width => layout.Width;

    public void Read(int index, Span<byte> image)
    {
        var bytes = layout.ImageBytes * sizeof(float);
        var stored = ArrayPool<byte>.Shared.Rent(bytes);
        file.Read(layout.HeaderBytes + ((long)index * bytes), stored.AsSpan(0, bytes));
        var levels = MemoryMarshal.Cast<byte, float>(stored.AsSpan(0, bytes));
        var copies = layout.Order == PixelOrder.Greys ? ImageSet.Channels : 1;
        for (var at = 0; at < levels.Length; at++)
        {
            image.Slice(at * copies, copies).Fill(Level(levels[at], index));
        }

        ArrayPool<byte>.Shared.Return(stored);
    }

    private byte Level(float value, int index) => value is >= 0 and <= 1
        ? (byte)MathF.Round(value * 255)
        : throw new InvalidDataException(float.IsNaN(value)
            ? $"{file.Path}: image {index} holds NaN"
            : $"{file.Path}: image {index} holds {value}, levels are 0 to 1");
}
