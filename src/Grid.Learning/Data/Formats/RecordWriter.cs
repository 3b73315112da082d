using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>Writes images as the equal records that <see cref="RecordPixels"/> reads.</summary>
internal static class RecordWriter
{
    /// <summary>Writes one record for each image.</summary>
    /// <param name="target">Gets the records; what stands before the first is the caller's.</param>
    /// <param name="images">Images of the layout's size.</param>
    /// <param name="layout">Of a record.</param>
    public static void Write(Stream target, ImageSet images, RecordLayout layout)
    {
        var record = new byte[layout.RecordBytes];
        for (var row = 0; row < images.Count; row++)
        {
            record.AsSpan(0, layout.LabelBytes).Fill(images.HasLabels ? (byte)images.Labels.Span[row] : (byte)0);
            Arrange(images.Image(row), layout, record.AsSpan(layout.LabelBytes));
            target.Write(record);
        }
    }

    private static void Arrange(ReadOnlySpan<byte> image, RecordLayout layout, Span<byte> stored)
    {
        var (down, right, colour) = layout.Strides;
        for (int at = 0, pixel = 0; at < image.Length; at += ImageSet.Channels, pixel++)
        {
            var to = (pixel / layout.Width * down) + (pixel % layout.Width * right);
            if (layout.Order == PixelOrder.Greys)
            {
                stored[to] = Luminance(image.Slice(at, ImageSet.Channels));
                continue;
            }

            (stored[to], stored[to + colour], stored[to + (2 * colour)]) = (image[at], image[at + 1], image[at + 2]);
        }
    }

    /// <summary>ITU-R 601, in fixed point; a grey's own level.</summary>
    private static byte Luminance(ReadOnlySpan<byte> colour) =>
        (byte)(((19595 * colour[0]) + (38470 * colour[1]) + (7471 * colour[2]) + 32768) >> 16);
}
