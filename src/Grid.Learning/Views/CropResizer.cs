using System.Runtime.Intrinsics;
using Grid.Learning.Data;

namespace Grid.Learning.Views;

/// <summary>Cuts rectangles out of images and stretches them to the images' own size. Serves one thread.</summary>
/// <param name="height">Rows of the images.</param>
/// <param name="width">Columns of the images.</param>
public sealed class CropResizer(int height, int width)
{
    // The stretching reads and writes whole vectors, and a row beyond the last one with weight zero.
    private const int Room = 32;

    private readonly int _line = width * ImageSet.Channels;
    private readonly byte[] _source = new byte[(height * width * ImageSet.Channels) + Room];
    private readonly byte[] _narrowed = new byte[((height + 1) * width * ImageSet.Channels) + Room];
    private readonly byte[] _stretched = new byte[(height * width * ImageSet.Channels) + Room];

    /// <summary>Resamples a crop: columns first, then rows, rounding to whole levels after each.</summary>
    /// <param name="image">uint8 [height, width, 3].</param>
    /// <param name="crop">Inside the image.</param>
    /// <param name="target">Gets the result.</param>
    public void Run(ReadOnlySpan<byte> image, Crop crop, Planes target)
    {
        image.CopyTo(_source);
        var columns = Resampling.Of(crop.Width, width).Columns;
        for (var row = 0; row < crop.Height; row++)
        {
            var from = ((crop.Top + row) * _line) + (crop.Left * ImageSet.Channels);
            columns.Apply(_source.AsSpan(from), _narrowed.AsSpan(row * _line));
        }

        var rows = Resampling.Of(crop.Height, height);
        for (var row = 0; row < height; row++)
        {
            MixRows(rows.Starts[row] * _line, rows.First[row], rows.Second[row], _stretched.AsSpan(row * _line));
        }

        target.Read(_stretched.AsSpan(0, image.Length));
    }

    /// <summary>One new row. What it writes beyond the row's end, the next row overwrites.</summary>
    private void MixRows(int from, int first, int second, Span<byte> target)
    {
        Span<byte> upper = _narrowed.AsSpan(from), lower = _narrowed.AsSpan(from + _line);
        for (var at = 0; at < _line; at += Lanes.Count)
        {
            var sum = (Lanes.Load(upper, at) * first) + (Lanes.Load(lower, at) * second)
                + Vector256.Create(Resampling.Half);
            Lanes.Store(sum >> Resampling.Bits, target, at);
        }
    }
}
