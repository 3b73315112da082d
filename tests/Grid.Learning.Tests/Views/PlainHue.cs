using Grid.Learning.Data;

namespace Grid.Learning.Tests.Views;

/// <summary>Turns the colour circle pixel by pixel, in the reference's own arithmetic.</summary>
internal static class PlainHue
{
    /// <summary>Shifts the hue of every pixel of an image, uint8 [H, W, 3], in place.</summary>
    /// <param name="image">Changed.</param>
    /// <param name="shift">Part of the circle, in [-0.5, 0.5].</param>
    public static void Shift(Span<byte> image, double shift)
    {
        var steps = (int)(shift * 255);
        for (var at = 0; at < image.Length; at += ImageSet.Channels)
        {
            var pixel = image.Slice(at, ImageSet.Channels);
            var (hue, saturation, value) = ToHsv(pixel[0], pixel[1], pixel[2]);
            ToRgb((byte)(hue + steps), saturation, value, pixel);
        }
    }

    private static (byte Hue, byte Saturation, byte Value) ToHsv(byte red, byte green, byte blue)
    {
        var max = Math.Max(red, Math.Max(green, blue));
        var min = Math.Min(red, Math.Min(green, blue));
        if (max == min)
        {
            return (0, 0, max);
        }

        float range = max - min;
        var (redGap, greenGap, blueGap) = ((max - red) / range, (max - green) / range, (max - blue) / range);
        // The reference keeps results in float32 and computes in float64 between them: levels hang on it.
        var sector = red == max ? blueGap - greenGap
            : (float)(green == max ? 2.0 + redGap - blueGap : 4.0 + greenGap - redGap);
        var hue = (float)(((sector / 6.0) + 1.0) % 1.0);
        return (Whole(hue * 255.0), Whole(range / max * 255.0), max);
    }

    private static void ToRgb(byte hue, byte saturation, byte value, Span<byte> pixel)
    {
        if (saturation == 0)
        {
            pixel.Fill(value);
            return;
        }

        var sector = (int)Math.Floor(hue * 6.0 / 255.0);
        var (part, full) = ((float)((hue * 6.0 / 255.0) - sector), (float)(saturation / 255.0));
        var low = Whole((value * (1.0 - full)) + 0.5);
        var falling = Whole((value * (1.0 - ((double)full * part))) + 0.5);
        var rising = Whole((value * (1.0 - (full * (1.0 - part)))) + 0.5);
        (pixel[0], pixel[1], pixel[2]) = (sector % 6) switch
        {
            0 => (value, rising, low),
            1 => (falling, value, low),
            2 => (low, value, rising),
            3 => (low, falling, value),
            4 => (rising, low, value),
            _ => (value, low, falling),
        };
    }

    private static byte Whole(double level) => (byte)Math.Clamp((int)level, 0, 255);
}
