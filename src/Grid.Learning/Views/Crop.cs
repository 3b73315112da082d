using Grid.Learning.Data;

namespace Grid.Learning.Views;

/// <summary>A rectangle of an image, in pixels.</summary>
public readonly record struct Crop(int Top, int Left, int Height, int Width)
{
    private const int Tries = 10;

    /// <summary>Size of a crop of an area fraction and a log aspect ratio; null where it does not fit.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="fraction">Of the image's area, in (0, 1].</param>
    /// <param name="logRatio">Natural log of width over height.</param>
    public static (int Height, int Width)? SizeOf(int height, int width, double fraction, double logRatio)
    {
        var area = height * width * fraction;
        var ratio = Math.Exp(logRatio);
        var wide = (int)Math.Round(Math.Sqrt(area * ratio), MidpointRounding.ToEven);
        var high = (int)Math.Round(Math.Sqrt(area / ratio), MidpointRounding.ToEven);
        return wide >= 1 && wide <= width && high >= 1 && high <= height ? (high, wide) : null;
    }

    /// <summary>A random crop: area uniform from a smallest fraction, log aspect uniform between 3:4 and 4:3.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="smallest">Fraction of the area, in (0, 1].</param>
    /// <param name="draws">The randomness.</param>
    /// <returns>The whole image where no draw fits.</returns>
    public static Crop Draw(int height, int width, double smallest, ref Draws draws)
    {
        var limit = Math.Log(4.0 / 3);
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var fraction = draws.Between(smallest, 1);
            if (SizeOf(height, width, fraction, draws.Between(-limit, limit)) is { } size)
            {
                var (high, wide) = size;
                return new Crop(draws.Below(height - high + 1), draws.Below(width - wide + 1), high, wide);
            }
        }

        return new Crop(0, 0, height, width);
    }
}
