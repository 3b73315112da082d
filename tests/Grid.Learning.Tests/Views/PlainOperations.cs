using Grid.Learning.Data;
using Grid.Learning.Views;

namespace Grid.Learning.Tests.Views;

/// <summary>
/// The operations pixel by pixel, in the reference's own arithmetic, on uint8 [H, W, 3]: what the fast ones must
/// equal.
/// </summary>
internal static class PlainOperations
{
    /// <summary>Cuts a rectangle out and resamples it to the image's own size: columns first, then rows.</summary>
    /// <param name="image">Source, uint8 [height, width, 3].</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="crop">Rectangle inside the image.</param>
    /// <param name="target">Result, uint8 [height, width, 3].</param>
    public static void CropResize(ReadOnlySpan<byte> image, int height, int width, Crop crop, Span<byte> target)
    {
        const int channels = ImageSet.Channels;
        Span<byte> narrowed = stackalloc byte[crop.Height * width * channels];
        var columns = PlainResampling.Of(crop.Width, width);
        for (var row = 0; row < crop.Height; row++)
        {
            var from = (((crop.Top + row) * width) + crop.Left) * channels;
            columns.Apply(image[from..], channels, narrowed[(row * width * channels)..], channels);
        }

        var rows = PlainResampling.Of(crop.Height, height);
        for (var column = 0; column < width; column++)
        {
            var at = column * channels;
            rows.Apply(narrowed[at..], width * channels, target[at..], width * channels);
        }
    }

    /// <summary>Multiplies every level.</summary>
    public static void Brightness(Span<byte> image, float factor) => Blend(image, 0, factor);

    /// <summary>Moves every level away from, or towards, the image's mean luminance.</summary>
    public static void Contrast(Span<byte> image, float factor)
    {
        long sum = 0;
        for (var at = 0; at < image.Length; at += ImageSet.Channels)
        {
            sum += Luminance(image, at);
        }

        Blend(image, (int)(((double)sum / (image.Length / ImageSet.Channels)) + 0.5), factor);
    }

    /// <summary>Moves every pixel away from, or towards, its own luminance.</summary>
    public static void Saturation(Span<byte> image, float factor)
    {
        for (var at = 0; at < image.Length; at += ImageSet.Channels)
        {
            float grey = Luminance(image, at);
            for (var channel = at; channel < at + ImageSet.Channels; channel++)
            {
                image[channel] = Level(grey + (factor * (image[channel] - grey)));
            }
        }
    }

    /// <summary>Gives every pixel its luminance in all channels.</summary>
    public static void Grayscale(Span<byte> image)
    {
        for (var at = 0; at < image.Length; at += ImageSet.Channels)
        {
            image.Slice(at, ImageSet.Channels).Fill(Luminance(image, at));
        }
    }

    /// <summary>Inverts levels of 128 and more.</summary>
    public static void Solarize(Span<byte> image)
    {
        foreach (ref var level in image)
        {
            level = level >= 128 ? (byte)(255 - level) : level;
        }
    }

    /// <summary>Mirrors the columns.</summary>
    /// <param name="image">uint8 [H, width, 3].</param>
    /// <param name="width">Columns.</param>
    public static void Mirror(Span<byte> image, int width)
    {
        var line = width * ImageSet.Channels;
        for (var start = 0; start < image.Length; start += line)
        {
            for (int left = start, right = start + line - 3; left < right; left += 3, right -= 3)
            {
                (image[left], image[right]) = (image[right], image[left]);
                (image[left + 1], image[right + 1]) = (image[right + 1], image[left + 1]);
                (image[left + 2], image[right + 2]) = (image[right + 2], image[left + 2]);
            }
        }
    }

    private static void Blend(Span<byte> image, int centre, float factor)
    {
        Span<byte> levels = stackalloc byte[256];
        for (var level = 0; level < levels.Length; level++)
        {
            levels[level] = Level(centre + (factor * (level - centre)));
        }

        foreach (ref var level in image)
        {
            level = levels[level];
        }
    }

    private static byte Luminance(ReadOnlySpan<byte> image, int at) =>
        (byte)(((19595 * image[at]) + (38470 * image[at + 1]) + (7471 * image[at + 2]) + 32768) >> 16);

    private static byte Level(float value) => (byte)Math.Clamp(value, 0f, 255f);
}
