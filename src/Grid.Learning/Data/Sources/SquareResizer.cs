using System.Buffers;

namespace Grid.Learning.Data.Sources;

/// <summary>
/// Brings the middle square of images to another size with a triangle filter as wide as a new pixel, so that nothing
/// flickers when images shrink. Columns first, then rows, with whole levels after each, as image libraries do.
/// </summary>
/// <param name="height">Rows of the old images, >= 1.</param>
/// <param name="width">Columns of the old images, >= 1.</param>
/// <param name="side">Rows and columns of the new ones, >= 1.</param>
internal sealed class SquareResizer(int height, int width, int side)
{
    private const int Bits = 22;

    private readonly int _square = Math.Min(height, width);
    private readonly (int Start, int[] Weights)[] _taps = Taps(Math.Min(height, width), side);

    /// <summary>Resizes an image. Any number of threads may.</summary>
    /// <param name="image">uint8 [height, width, 3].</param>
    /// <param name="target">uint8 [side, side, 3], written.</param>
    public void Run(ReadOnlySpan<byte> image, Span<byte> target)
    {
        const int channels = ImageSet.Channels;
        var narrowed = ArrayPool<byte>.Shared.Rent(_square * side * channels);
        var (top, left) = ((height - _square) / 2, (width - _square) / 2);
        for (var row = 0; row < _square; row++)
        {
            var line = image.Slice((((top + row) * width) + left) * channels, _square * channels);
            for (var place = 0; place < side; place++)
            {
                Mix(line, channels, _taps[place], narrowed.AsSpan(((row * side) + place) * channels, channels));
            }
        }

        var lineBytes = side * channels;
        for (var place = 0; place < side; place++)
        {
            Mix(narrowed, lineBytes, _taps[place], target.Slice(place * lineBytes, lineBytes));
        }

        ArrayPool<byte>.Shared.Return(narrowed);
    }

    /// <summary>A weighted mean of old pixels, or of old rows of pixels.</summary>
    private static void Mix(
        ReadOnlySpan<byte> source, int stride, (int Start, int[] Weights) taps, Span<byte> target)
    {
        for (var at = 0; at < target.Length; at++)
        {
            var sum = 1 << (Bits - 1);
            var from = (taps.Start * stride) + at;
            foreach (var weight in taps.Weights)
            {
                sum += weight * source[from];
                from += stride;
            }

            target[at] = (byte)Math.Clamp(sum >> Bits, 0, 255);
        }
    }

    private static (int Start, int[] Weights)[] Taps(int from, int to)
    {
        var scale = (double)from / to;
        var support = Math.Max(scale, 1);
        return [.. Enumerable.Range(0, to).Select(place =>
        {
            var centre = (place + 0.5) * scale;
            var start = Math.Max((int)Math.Floor(centre - support + 0.5), 0);
            var end = Math.Min((int)Math.Floor(centre + support + 0.5), from);
            double[] weights = [.. Enumerable.Range(start, end - start)
                .Select(tap => Math.Max(1 - (Math.Abs(tap - centre + 0.5) / support), 0))];
            var sum = weights.Sum();
            return (start, weights.Select(weight => (int)Math.Round(weight / sum * (1 << Bits))).ToArray());
        })];
    }
}
