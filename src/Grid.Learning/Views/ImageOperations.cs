using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Grid.Learning.Views.Lanes;

namespace Grid.Learning.Views;

/// <summary>
/// Operations on one image, in place. Each rounds to whole levels as image libraries do, so that the published recipes
/// give the published pictures.
/// </summary>
public static class ImageOperations
{
    /// <summary>Multiplies every level.</summary>
    public static void Brightness(Planes image, float factor) => Blend(image, 0, factor);

    /// <summary>Moves every level away from, or towards, the image's mean luminance.</summary>
    public static void Contrast(Planes image, float factor)
    {
        var mean = (int)(((double)LuminanceSum(image) / image.Pixels) + 0.5);
        Blend(image, mean, factor);
    }

    /// <summary>Moves every pixel away from, or towards, its own luminance.</summary>
    public static void Saturation(Planes image, float factor)
    {
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var at = 0; at < image.Stride; at += Count)
        {
            var (r, g, b) = (Load(red, at), Load(green, at), Load(blue, at));
            var grey = Single(Luminance(r, g, b));
            Store(Whole(grey + ((Single(r) - grey) * factor)), red, at);
            Store(Whole(grey + ((Single(g) - grey) * factor)), green, at);
            Store(Whole(grey + ((Single(b) - grey) * factor)), blue, at);
        }
    }

    /// <summary>Gives every pixel its luminance in all channels.</summary>
    public static void Grayscale(Planes image)
    {
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        for (var at = 0; at < image.Stride; at += Count)
        {
            Store(Luminance(Load(red, at), Load(green, at), Load(blue, at)), red, at);
        }

        red.CopyTo(green);
        red.CopyTo(blue);
    }

    /// <summary>Inverts levels of 128 and more.</summary>
    public static void Solarize(Planes image)
    {
        var levels = image.Levels;
        for (var at = 0; at < levels.Length; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.Create<byte>(levels[at..]);
            // 255 - x is x with every bit turned; the sign bit says which.
            (bytes ^ (bytes.AsSByte() >> 7).AsByte()).CopyTo(levels[at..]);
        }
    }

    /// <summary>Mirrors the columns.</summary>
    public static void Mirror(Planes image)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = image.Plane(channel);
            for (var row = 0; row < image.Pixels; row += image.Width)
            {
                plane.Slice(row, image.Width).Reverse();
            }
        }
    }

    private static void Blend(Planes image, int centre, float factor)
    {
        var levels = image.Levels;
        for (var at = 0; at < levels.Length; at += Count)
        {
            var distance = Single(Load(levels, at) - Vector256.Create(centre));
            Store(Whole(Vector256.Create((float)centre) + (distance * factor)), levels, at);
        }
    }

    private static long LuminanceSum(Planes image)
    {
        Span<byte> red = image.Plane(0), green = image.Plane(1), blue = image.Plane(2);
        var sums = Vector256<int>.Zero;
        var at = 0;
        for (; at <= image.Pixels - Count; at += Count)
        {
            sums += Luminance(Load(red, at), Load(green, at), Load(blue, at));
        }

        long sum = Vector256.Sum(sums);
        for (; at < image.Pixels; at++)
        {
            sum += Luminance(red[at], green[at], blue[at]);
        }

        return sum;
    }

    /// <summary>ITU-R 601 luminance in fixed point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Luminance(Vector256<int> red, Vector256<int> green, Vector256<int> blue) =>
        ((red * 19595) + (green * 38470) + (blue * 7471) + Vector256.Create(32768)) >> 16;

    private static int Luminance(int red, int green, int blue) =>
        ((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16;
}
