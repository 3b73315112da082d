using static TorchSharp.torch;

namespace Grid.Learning.Views;

// M = images, H, W = rows and columns of an image.

/// <summary>What <see cref="Hue"/> does, on batches of levels.</summary>
public static class TensorHue
{
    /// <summary>Turns the colour circle, in 8-bit hue, saturation and value.</summary>
    /// <param name="x">Whole levels, float32 [M, 3, H, W].</param>
    /// <param name="steps">Whole steps of 1/256 of the circle, float32 [M, 1, 1, 1].</param>
    /// <returns>Whole levels, float32 [M, 3, H, W].</returns>
    public static Tensor Shift(Tensor x, Tensor steps)
    {
        using var scope = NewDisposeScope();
        var value = x.amax([1], keepdim: true);
        var range = value - x.amin([1], keepdim: true);
        var saturation = (range / value.clamp_min(1) * 255).floor();
        var hue = (HueOf(x, value, range) + steps).remainder(256);
        return ToRgb(hue, saturation, value).MoveToOuterDisposeScope();
    }

    private static Tensor HueOf(Tensor x, Tensor value, Tensor range)
    {
        var gaps = (value - x) / range.clamp_min(1);
        var (red, green, blue) = (gaps.narrow(1, 0, 1), gaps.narrow(1, 1, 1), gaps.narrow(1, 2, 1));
        // The circle in sixths: the largest colour has no gap, the smallest a whole one, the middle one says where.
        var sector = where(red == 0, where(blue == 1, 1 - green, blue - 1),
            where(green == 0, where(red == 1, 3 - blue, 1 + red), where(green == 1, 5 - red, 3 + green)));
        return ((sector / 6).remainder(1) * 255).floor();
    }

    private static Tensor ToRgb(Tensor hue, Tensor saturation, Tensor value)
    {
        var sector = (hue * 6 / 255).floor();
        var (part, full) = (((hue * 6) - (sector * 255)) / 255, saturation / 255);
        var low = Level(value * (1 - full));
        var falling = Level(value * (1 - (full * part)));
        var rising = Level(value * (1 - (full * (1 - part))));

        // Each colour is high for two sixths, falls, is low for two, and rises.
        Tensor Colour(int purest)
        {
            var away = (sector - purest).remainder(6);
            return where((away == 0) | (away == 5), value,
                where(away == 1, falling, where(away == 4, rising, low)));
        }

        return cat([Colour(0), Colour(2), Colour(4)], 1);
    }

    private static Tensor Level(Tensor x) => (x + 0.5).floor();
}
