namespace Grid.Learning.Tests.Views;

/// <summary>Weights that resample a line of pixels with a triangle filter, in fixed point.</summary>
internal sealed class PlainResampling
{
    private const int Bits = 22;

    private readonly int[] _starts;
    private readonly int[][] _weights;

    private PlainResampling(int from, int to)
    {
        var scale = (double)from / to;
        var support = Math.Max(scale, 1);
        _starts = new int[to];
        _weights = new int[to][];
        for (var place = 0; place < to; place++)
        {
            var centre = (place + 0.5) * scale;
            var first = Math.Max((int)Math.Floor(centre - support + 0.5), 0);
            var end = Math.Min((int)Math.Floor(centre + support + 0.5), from);
            var weights = Enumerable.Range(first, end - first)
                .Select(tap => Math.Max(1 - (Math.Abs(tap - centre + 0.5) / support), 0)).ToArray();
            var sum = weights.Sum();
            _starts[place] = first;
            _weights[place] = [.. weights.Select(weight => (int)Math.Round(weight / sum * (1 << Bits)))];
        }
    }

    /// <summary>The weights from one length to another.</summary>
    internal static PlainResampling Of(int from, int to) => new(from, to);

    /// <summary>Resamples one line of RGB pixels, rounding to the nearest level.</summary>
    /// <param name="source">Where the line begins.</param>
    /// <param name="sourceStride">Bytes from one source pixel to the next.</param>
    /// <param name="target">Where the new line begins.</param>
    /// <param name="targetStride">Bytes from one new pixel to the next.</param>
    internal void Apply(ReadOnlySpan<byte> source, int sourceStride, Span<byte> target, int targetStride)
    {
        for (var place = 0; place < _starts.Length; place++)
        {
            var (red, green, blue) = (1 << (Bits - 1), 1 << (Bits - 1), 1 << (Bits - 1));
            var from = _starts[place] * sourceStride;
            foreach (var weight in _weights[place])
            {
                red += weight * source[from];
                green += weight * source[from + 1];
                blue += weight * source[from + 2];
                from += sourceStride;
            }

            var to = place * targetStride;
            target[to] = (byte)Math.Clamp(red >> Bits, 0, 255);
            target[to + 1] = (byte)Math.Clamp(green >> Bits, 0, 255);
            target[to + 2] = (byte)Math.Clamp(blue >> Bits, 0, 255);
        }
    }
}
