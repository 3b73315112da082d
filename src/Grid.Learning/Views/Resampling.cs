using System.Collections.Concurrent;

namespace Grid.Learning.Views;

/// <summary>
/// Weights that stretch a line of pixels with a triangle filter, in fixed point: each new pixel is a mean of two
/// neighbours. At the end of a line the second neighbour may lie outside; its weight is zero then.
/// </summary>
internal sealed class Resampling
{
    /// <summary>A weight of one is this power of two.</summary>
    internal const int Bits = 22;

    /// <summary>What rounds a weighted sum to the nearest level.</summary>
    internal const int Half = 1 << (Bits - 1);

    private static readonly ConcurrentDictionary<(int From, int To), Resampling> Known = new();

    private Resampling(int from, int to)
    {
        var scale = (double)from / to;
        (Starts, First, Second) = (new int[to], new int[to], new int[to]);
        for (var place = 0; place < to; place++)
        {
            var centre = (place + 0.5) * scale;
            var first = Math.Max((int)Math.Floor(centre - 0.5), 0);
            double WeightOf(int tap) => tap < from ? Math.Max(1 - Math.Abs(tap - centre + 0.5), 0) : 0;
            var (one, other) = (WeightOf(first), WeightOf(first + 1));
            Starts[place] = first;
            First[place] = (int)Math.Round(one / (one + other) * (1 << Bits));
            Second[place] = (int)Math.Round(other / (one + other) * (1 << Bits));
        }

        Columns = new ColumnTable(this);
    }

    /// <summary>The first of the two old pixels, for each new one.</summary>
    internal int[] Starts { get; }

    /// <summary>Weight of the first old pixel.</summary>
    internal int[] First { get; }

    /// <summary>Weight of the second old pixel.</summary>
    internal int[] Second { get; }

    /// <summary>The same by the bytes of a line.</summary>
    internal ColumnTable Columns { get; }

    /// <summary>The weights from one length to another that is not smaller.</summary>
    internal static Resampling Of(int from, int to) =>
        Known.GetOrAdd((from, to), static x => new Resampling(x.From, x.To));
}
