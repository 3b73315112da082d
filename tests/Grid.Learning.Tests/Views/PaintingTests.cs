using Grid.Learning.Data;
using Grid.Learning.Views;

namespace Grid.Learning.Tests.Views;

/// <summary>Holds the operations on many pixels at once against those on one.</summary>
public sealed class PaintingTests
{
    // Whole vectors, parts of vectors, and less than one.
    private static readonly (int Height, int Width)[] Sizes = [(32, 32), (5, 7), (31, 33), (1, 1), (2, 96), (17, 1)];

    private delegate void Plain(Span<byte> image);

    [Fact]
    public void Every_operation_gives_the_levels_of_the_plain_one()
    {
        var draws = Draws.Of(23);
        foreach (var (height, width) in Sizes)
        {
            for (var trial = 0; trial < 40; trial++)
            {
                var (factor, shift) = ((float)draws.Between(0, 2), draws.Between(-0.5, 0.5));
                var image = RandomImage(height, width, ref draws);
                Compare(image, height, width, x => ImageOperations.Brightness(x, factor),
                    x => PlainOperations.Brightness(x, factor));
                Compare(image, height, width, x => ImageOperations.Contrast(x, factor),
                    x => PlainOperations.Contrast(x, factor));
                Compare(image, height, width, x => ImageOperations.Saturation(x, factor),
                    x => PlainOperations.Saturation(x, factor));
                Compare(image, height, width, x => Hue.Shift(x, shift), x => PlainHue.Shift(x, shift));
                Compare(image, height, width, ImageOperations.Grayscale, PlainOperations.Grayscale);
                Compare(image, height, width, ImageOperations.Solarize, PlainOperations.Solarize);
                Compare(image, height, width, ImageOperations.Mirror, x => PlainOperations.Mirror(x, width));
            }
        }
    }

    [Fact]
    public void Every_crop_gives_the_levels_of_the_plain_one()
    {
        var draws = Draws.Of(29);
        var plain = new byte[32 * 96 * 3];
        foreach (var (height, width) in Sizes)
        {
            var (resizer, planes) = (new CropResizer(height, width), new Planes(height, width));
            for (var trial = 0; trial < 200; trial++)
            {
                var image = RandomImage(height, width, ref draws);
                var (high, wide) = (1 + draws.Below(height), 1 + draws.Below(width));
                var crop = new Crop(draws.Below(height - high + 1), draws.Below(width - wide + 1), high, wide);
                var expected = plain.AsSpan(0, image.Length);
                PlainOperations.CropResize(image, height, width, crop, expected);
                resizer.Run(image, crop, planes);
                Assert.True(expected.SequenceEqual(Written(planes)), $"seed 29, {height} x {width}, {crop}");
            }
        }
    }

    [Fact]
    public void Every_length_of_a_line_stretches_as_the_plain_one()
    {
        var draws = Draws.Of(31);
        const int side = 48;
        var (resizer, planes) = (new CropResizer(side, side), new Planes(side, side));
        var expected = new byte[side * side * 3];
        for (var length = 1; length <= side; length++)
        {
            var image = RandomImage(side, side, ref draws);
            var crop = new Crop(side - length, 0, length, side + 1 - length);
            PlainOperations.CropResize(image, side, side, crop, expected);
            resizer.Run(image, crop, planes);
            Assert.True(expected.AsSpan().SequenceEqual(Written(planes)), $"{crop}");
        }
    }

    [Fact]
    public void Colours_of_the_whole_cube_turn_as_in_the_plain_arithmetic()
    {
        // An image for every fifth red, with all greens and blues and a shift of its own.
        var (image, planes, fast) = (new byte[256 * 256 * 3], new Planes(256, 256), new byte[256 * 256 * 3]);
        for (var red = 0; red < 256; red += 5)
        {
            for (var pixel = 0; pixel < 256 * 256; pixel++)
            {
                (image[3 * pixel], image[(3 * pixel) + 1], image[(3 * pixel) + 2]) =
                    ((byte)red, (byte)(pixel >> 8), (byte)pixel);
            }

            var shift = (((red * 97) % 256) - 127.5) / 255;
            planes.Read(image);
            Hue.Shift(planes, shift);
            planes.Write(fast);
            PlainHue.Shift(image, shift);
            Assert.True(image.AsSpan().SequenceEqual(fast), $"red {red}, shift {shift}");
        }
    }

    private static void Compare(byte[] image, int height, int width, Action<Planes> fast, Plain plain)
    {
        var planes = new Planes(height, width);
        planes.Read(image);
        fast(planes);
        var expected = (byte[])image.Clone();
        plain(expected);
        Assert.True(expected.AsSpan().SequenceEqual(Written(planes)), $"{fast.Method.Name}, {height} x {width}");
    }

    private static byte[] Written(Planes planes)
    {
        var pixels = new byte[planes.Pixels * 3];
        planes.Write(pixels);
        return pixels;
    }

    /// <summary>Random levels; now and then grey pixels and pure ones, where rules meet.</summary>
    private static byte[] RandomImage(int height, int width, ref Draws draws)
    {
        var pixels = new byte[height * width * 3];
        for (var at = 0; at < pixels.Length; at += 3)
        {
            var kind = draws.Below(4);
            var grey = (byte)draws.Next();
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[at + channel] = kind == 0 ? grey : kind == 1 ? (byte)(255 * draws.Below(2)) : (byte)draws.Next();
            }
        }

        return pixels;
    }
}
