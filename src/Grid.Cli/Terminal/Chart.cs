using System.Collections.Immutable;
using System.Text;

namespace Grid.Cli.Terminal;

/// <summary>A curve in braille dots: two columns and four rows of dots a character.</summary>
internal static class Chart
{
    private static readonly int[,] Dots = { { 0x01, 0x02, 0x04, 0x40 }, { 0x08, 0x10, 0x20, 0x80 } };

    /// <summary>Draws values over their positions; those that are not finite leave gaps.</summary>
    /// <param name="steps">Ascending.</param>
    /// <param name="values">One for each step.</param>
    /// <param name="width">Characters.</param>
    /// <param name="height">Lines.</param>
    /// <returns>The lines, top first; none where no value is finite.</returns>
    public static ImmutableArray<string> Draw(
        ImmutableArray<long> steps, ImmutableArray<double> values, int width, int height)
    {
        var finite = values.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return [];
        }

        var (low, high) = (finite.Min(), finite.Max());
        var cells = new int[height, width];
        for (var i = 0; i < steps.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                var column = At(steps[i] - steps[0], steps[^1] - steps[0], (width * 2) - 1);
                var row = At(high - values[i], high - low, (height * 4) - 1);
                cells[row / 4, column / 2] |= Dots[column % 2, row % 4];
            }
        }

        return [.. Enumerable.Range(0, height).Select(row => Line(cells, row))];
    }

    private static int At(double offset, double range, int last) =>
        range > 0 ? (int)Math.Round(offset / range * last) : 0;

    private static string Line(int[,] cells, int row)
    {
        var line = new StringBuilder(cells.GetLength(1));
        for (var column = 0; column < cells.GetLength(1); column++)
        {
            line.Append((char)(0x2800 + cells[row, column]));
        }

        return line.ToString();
    }
}
