using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Grid.Learning.Views.Lanes;

namespace Grid.Learning.Views;

/// <summary>
/// Turns the colour circle, in 8-bit hue, saturation and value, eight pixels at a time. The reference computes some of
/// this in float64; in this order float32 gives the same levels for all 2^24 colours and all shifts.
/// </summary>
public static class Hue
{
    /// <summary>Shifts the hue of every pixel of an image, in place.</summary>
    /// <param name="image">Changed.</param>
    /// <param name="shift">Part of the circle, in [-0.5, 0.5].</param>
    public static void Shift(Planes image, double shift)
    {
        var steps = Vector256.Create((int)(shift * 255));
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var at = 0; at < image.Stride; at += Count)
        {
            var (r, g, b) = (Load(red, at), Load(green, at), Load(blue, at));
            var value = Vector256.Max(r, Vector256.Max(g, b));
            var low = Vector256.Min(r, Vector256.Min(g, b));
            var range = value - low;
            var hue = (HueOf(r, g, b, value, low) + steps) & Vector256.Create(255);
            // The range of black is zero, whatever divides it.
            var quotient = Single(range) / Single(Vector256.Max(value, Vector256<int>.One));
            var saturation = Whole(quotient * 255f);
            (r, g, b) = ToRgb(hue, saturation, value);
            Store(r, red, at);
            Store(g, green, at);
            Store(b, blue, at);
        }
    }

    /// <summary>The 8-bit hue; any number in 0 .. 255 for grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> HueOf(
        Vector256<int> red, Vector256<int> green, Vector256<int> blue, Vector256<int> max, Vector256<int> min)
    {
        var range = Vector256.Max(max - min, Vector256<int>.One);
        var middle = red + green + blue - max - min;
        var gap = Single(max - middle) / Single(range);
        // The circle in sixths: red is 0, green 2, blue 4; the gap leads from the corner between two of them.
        var redMax = Vector256.Equals(red, max);
        var greenMax = Vector256.Equals(green, max);
        var forward = Vector256.ConditionalSelect(redMax, Vector256.Equals(blue, min),
            Vector256.ConditionalSelect(greenMax, Vector256.Equals(red, min), Vector256.Equals(green, min)));
        var centre = Vector256.ConditionalSelect(redMax, Vector256<int>.Zero,
            Vector256.ConditionalSelect(greenMax, Vector256.Create(2), Vector256.Create(4)));
        var sign = Single(forward | Vector256<int>.One);
        var sector = (Single(centre) - sign) + (gap * sign);
        var part = sector / Vector256.Create(6f);
        part += Vector256.ConditionalSelect(Vector256.LessThan(part, Vector256<float>.Zero),
            Vector256<float>.One, Vector256<float>.Zero);
        return Whole(part * 255f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<int> Red, Vector256<int> Green, Vector256<int> Blue) ToRgb(
        Vector256<int> hue, Vector256<int> saturation, Vector256<int> value)
    {
        var sixths = hue * 6;
        // x / 255 for x in 0 .. 65534.
        var sector = ((sixths * 257) + Vector256.Create(257)) >> 16;
        var part = Single(sixths - (sector * 255)) / Vector256.Create(255f);
        var full = Single(saturation) / Vector256.Create(255f);
        var odd = Vector256.Equals(sector & Vector256<int>.One, Vector256<int>.One);
        var away = Vector256.ConditionalSelect(odd.AsSingle(), part, Vector256<float>.One - part);
        var (one, half, level) = (Vector256<float>.One, Vector256.Create(0.5f), Single(value));
        var low = Whole((level * (one - full)) + half);
        var middle = Whole((level * (one - (full * away))) + half);
        var circle = (value, middle, low);
        // Each channel is high for two sixths, passes through the middle, and is low for two.
        return (Channel(sector, circle, 0), Channel(sector, circle, 2), Channel(sector, circle, 4));
    }

    /// <summary>One channel's level, by the distance in sixths from where the channel is purest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Channel(
        Vector256<int> sector, (Vector256<int> High, Vector256<int> Middle, Vector256<int> Low) circle, int centre)
    {
        // Sectors centre - 1 and centre are high, centre + 1 and centre - 2 pass, the other two are low.
        var high = Is(sector, centre) | Is(sector, centre + 5);
        var passing = Is(sector, centre + 1) | Is(sector, centre + 4);
        return Vector256.ConditionalSelect(high, circle.High,
            Vector256.ConditionalSelect(passing, circle.Middle, circle.Low));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Is(Vector256<int> sector, int place)
    {
        var there = Vector256.Equals(sector, Vector256.Create(place % 6));
        // A hue of 255 is the sixth 6, which is the sixth 0 again.
        return place % 6 == 0 ? there | Vector256.Equals(sector, Vector256.Create(6)) : there;
    }
}
