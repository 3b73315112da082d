using System.Collections.Immutable;

namespace Grid.Learning.Pictures;

/// <summary>One square of a scatter picture.</summary>
/// <param name="Title">Written above it.</param>
/// <param name="Places">Row-major [N, 2]: right, then up; any unit.</param>
public sealed record ScatterPanel(string Title, ImmutableArray<double> Places);

/// <summary>Points in squares beside each other, coloured by class, with a legend.</summary>
public static class ScatterPicture
{
    private const int Side = 640;
    private const int Margin = 24;
    private const int TitleHeight = 40;
    private const int LegendWidth = 210;
    private const int LegendStep = 22;
    private const int LegendRows = (Side + TitleHeight - Margin) / LegendStep;
    private const int MostColumns = 4;
    private const int MostLetters = 14;
    private const double DotRadius = 3;
    private const double DotOpacity = 0.8;

    private static readonly Colour Frame = new(200, 200, 200);

    /// <summary>Draws points.</summary>
    /// <param name="panels">Squares, from the left; all of the same N points.</param>
    /// <param name="labels">[N], each an index of <paramref name="classNames"/>.</param>
    /// <param name="classNames">One or more, for the legend.</param>
    /// <exception cref="ArgumentException">A panel has another number of points.</exception>
    public static Picture Of(
        ImmutableArray<ScatterPanel> panels, ReadOnlySpan<int> labels, ImmutableArray<string> classNames)
    {
        var columns = Math.Clamp((classNames.Length + LegendRows - 1) / LegendRows, 1, MostColumns);
        var sheet = new Picture(TitleHeight + Side + Margin,
            Margin + (panels.Length * (Side + Margin)) + (columns * LegendWidth));
        for (var panel = 0; panel < panels.Length; panel++)
        {
            Draw(sheet, panels[panel], labels, classNames.Length, Margin + (panel * (Side + Margin)));
        }

        Legend(sheet, classNames, Margin + (panels.Length * (Side + Margin)), columns * LegendRows);
        return sheet;
    }

    /// <summary>The colour of a class: hues evenly around the circle, dark and light in turn.</summary>
    /// <param name="index">Of the class.</param>
    /// <param name="classes">How many there are, >= 1.</param>
    public static Colour ColourOf(int index, int classes)
    {
        var (hue, lightness) = (6.0 * index / classes, index % 2 == 0 ? 0.42 : 0.6);
        var strength = 0.75 * (1 - Math.Abs((2 * lightness) - 1));
        byte Level(double shift)
        {
            var place = (hue + shift) % 6;
            var share = Math.Clamp(Math.Abs(place - 3) - 1, 0, 1) - 0.5;
            return (byte)Math.Round(255 * (lightness + (strength * share)));
        }

        return new Colour(Level(0), Level(4), Level(2));
    }

    private static void Draw(Picture sheet, ScatterPanel panel, ReadOnlySpan<int> labels, int classes, int left)
    {
        if (panel.Places.Length != 2 * labels.Length)
        {
            throw new ArgumentException($"{panel.Places.Length} coordinates of {labels.Length} points", nameof(panel));
        }

        Letters.Write(sheet, panel.Title, Margin / 2, left, 2, Colour.Ink);
        Outline(sheet, left);
        var (lowX, lowY, span) = Box(panel.Places);
        for (var point = 0; point < labels.Length; point++)
        {
            var right = (panel.Places[2 * point] - lowX) / span;
            var up = (panel.Places[(2 * point) + 1] - lowY) / span;
            const double inner = Side - (2 * Margin);
            Dot(sheet, TitleHeight + Margin + ((1 - up) * inner), left + Margin + (right * inner),
                ColourOf(labels[point], classes));
        }
    }

    /// <summary>The square around all points: lower left corner and side.</summary>
    private static (double LowX, double LowY, double Span) Box(ImmutableArray<double> places)
    {
        double lowX = places[0], highX = places[0], lowY = places[1], highY = places[1];
        for (var at = 0; at < places.Length; at += 2)
        {
            (lowX, highX) = (Math.Min(lowX, places[at]), Math.Max(highX, places[at]));
            (lowY, highY) = (Math.Min(lowY, places[at + 1]), Math.Max(highY, places[at + 1]));
        }

        // One unit is as long in both directions; the shorter one is centred. All points in one place are drawn, too.
        var span = Math.Max(Math.Max(highX - lowX, highY - lowY), 1e-12);
        return (((lowX + highX) - span) / 2, ((lowY + highY) - span) / 2, span);
    }

    private static void Outline(Picture sheet, int left)
    {
        for (var at = 0; at < Side; at++)
        {
            sheet[TitleHeight, left + at] = sheet[TitleHeight + Side - 1, left + at] = Frame;
            sheet[TitleHeight + at, left] = sheet[TitleHeight + at, left + Side - 1] = Frame;
        }
    }

    private static void Legend(Picture sheet, ImmutableArray<string> names, int left, int most)
    {
        for (var index = 0; index < Math.Min(names.Length, most); index++)
        {
            var (column, row) = Math.DivRem(index, LegendRows);
            var (x, y) = (left + (column * LegendWidth), TitleHeight + (row * LegendStep));
            var isLast = index == most - 1 && names.Length > most;
            var text = isLast ? $"and {names.Length - index} more" : Short(names[index]);
            if (!isLast)
            {
                Dot(sheet, y + 7, x + 7, ColourOf(index, names.Length), 6);
            }

            Letters.Write(sheet, text, y, x + 22, 2, Colour.Ink);
        }
    }

    private static string Short(string name) => name.Length <= MostLetters ? name : name[..(MostLetters - 1)] + ".";

    /// <summary>A disc with soft edges, over what is there.</summary>
    private static void Dot(Picture sheet, double y, double x, Colour colour, double radius = DotRadius)
    {
        for (var row = (int)(y - radius - 1); row <= y + radius + 1; row++)
        {
            for (var column = (int)(x - radius - 1); column <= x + radius + 1; column++)
            {
                var edge = radius + 0.5 - Math.Sqrt(((row - y) * (row - y)) + ((column - x) * (column - x)));
                var cover = Math.Clamp(edge, 0, 1) * DotOpacity;
                var under = sheet[row, column];
                sheet[row, column] = new Colour(Mix(under.Red, colour.Red, cover),
                    Mix(under.Green, colour.Green, cover), Mix(under.Blue, colour.Blue, cover));
            }
        }
    }

    private static byte Mix(byte under, byte over, double cover) =>
        (byte)Math.Round((under * (1 - cover)) + (over * cover));
}
