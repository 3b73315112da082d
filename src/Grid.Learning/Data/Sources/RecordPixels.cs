using System.Buffers;

namespace Grid.Learning.Data.Sources;

/// <summary>The images of a file of equal records, of which it must have enough.</summary>
internal sealed class RecordPixels(FileBytes file, RecordLayout layout, int count) : IPixelSource
{
    public int Count => count;

    public int Height => layout.Height;

    public int Width => layout.Width;

    public void Read(int index, Span<byte> image)
    {
        var offset = layout.HeaderBytes + ((long)index * layout.RecordBytes) + layout.LabelBytes;
        if (layout.Order == PixelOrder.Triples)
        {
            file.Read(offset, image[..layout.ImageBytes]);
            return;
        }

        var stored = ArrayPool<byte>.Shared.Rent(layout.ImageBytes);
        file.Read(offset, stored.AsSpan(0, layout.ImageBytes));
        Arrange(stored, image);
        ArrayPool<byte>.Shared.Return(stored);
    }

    private void Arrange(ReadOnlySpan<byte> stored, Span<byte> image)
    {
        var (down, right, colour) = layout.Strides;
        var at = 0;
        for (var row = 0; row < layout.Height; row++)
        {
            for (var column = 0; column < layout.Width; column++, at += ImageSet.Channels)
            {
                var from = (row * down) + (column * right);
                image[at] = stored[from];
                image[at + 1] = stored[from + colour];
                image[at + 2] = stored[from + (2 * colour)];
            }
        }
    }
}
