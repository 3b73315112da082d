using System.Security.Cryptography;
using Grid.Core.Recipes;
using Grid.Learning.Views;
using Grid.Learning.Data;

namespace Grid.Learning.Tests.Views;

public sealed class AugmenterTests
{
    private static readonly ImageSet Images = Shapes.Make(3, 20, 0).Train;

    [Fact]
    public void Views_depend_on_seed_step_and_place_and_the_two_of_an_image_differ()
    {
        var views = Views("simclr", seed: 1, step: 5);
        Assert.Equal(views, Views("simclr", seed: 1, step: 5));
        Assert.NotEqual(views, Views("simclr", seed: 2, step: 5));
        Assert.NotEqual(views, Views("simclr", seed: 1, step: 6));
        Assert.NotEqual(views, Views("moco", seed: 1, step: 5));
        Assert.NotEqual(views[..(views.Length / 2)], views[(views.Length / 2)..]);
    }

    [Theory]
    [InlineData("simclr", "096a654417c5b61621b9d87c86387dd229d865d5d3634daa82348f0f3fe753b5")]
    [InlineData("moco", "8a4e4305f0596c762e712957e5499c39e6d17fa59afbc63dab45901810c1d943")]
    public void Views_are_those_of_the_plain_arithmetic(string pipeline, string sha256)
    {
        // The digests were taken when every pixel was painted alone, as PlainOperations does.
        var (pixels, draws) = (new byte[200 * 32 * 32 * 3], Draws.Of(7));
        for (var at = 0; at < pixels.Length; at++)
        {
            pixels[at] = (byte)draws.Next();
        }

        var noise = new ImageSet("noise", 32, 32, pixels, new int[200], ["any"]);
        var views = new byte[2 * pixels.Length];
        var recipe = Settings.Of(("augment.pipeline", pipeline), ("augment.crop_min", 0.08));
        new Augmenter(recipe).Write(noise, [.. Enumerable.Range(0, noise.Count)], 7, 11, views);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(views)));
    }

    [Fact]
    public void A_whole_crop_is_the_image_and_mirroring_twice_changes_nothing()
    {
        var planes = new Planes(32, 32);
        new CropResizer(32, 32).Run(Images.Image(0), new Crop(0, 0, 32, 32), planes);
        Assert.Equal(Images.Image(0), Written(planes));
        ImageOperations.Mirror(planes);
        Assert.False(Images.Image(0).SequenceEqual(Written(planes)));
        ImageOperations.Mirror(planes);
        Assert.Equal(Images.Image(0), Written(planes));
    }

    [Fact]
    public void Crops_lie_inside_and_keep_to_their_smallest_area()
    {
        var draws = Draws.Of(17);
        var narrow = 0;
        for (var trial = 0; trial < 2000; trial++)
        {
            var crop = Crop.Draw(32, 32, 0.5, ref draws);
            Assert.InRange(crop.Top, 0, 32 - crop.Height);
            Assert.InRange(crop.Left, 0, 32 - crop.Width);
            // Sides are whole pixels: half a pixel on each of about 23.
            Assert.InRange(crop.Width * crop.Height / 1024.0, 0.47, 1);
            narrow += crop.Width < crop.Height ? 1 : 0;
        }

        Assert.InRange(narrow, 700, 1200);
    }

    [Fact]
    public void Factors_of_one_and_no_shift_change_nothing_that_can_be_seen()
    {
        var planes = new Planes(32, 32);
        planes.Read(Images.Image(1));
        ImageOperations.Brightness(planes, 1);
        ImageOperations.Contrast(planes, 1);
        ImageOperations.Saturation(planes, 1);
        Assert.Equal(Images.Image(1), Written(planes));
        Hue.Shift(planes, 0);
        var copy = Written(planes);
        // Eight bits of hue and saturation lose a few levels.
        Assert.All(Enumerable.Range(0, copy.Length), at => Assert.InRange(copy[at] - Images.Image(1)[at], -6, 6));
    }

    private static byte[] Written(Planes planes)
    {
        var pixels = new byte[planes.Pixels * 3];
        planes.Write(pixels);
        return pixels;
    }

    private static byte[] Views(string pipeline, ulong seed, long step)
    {
        var views = new byte[2 * 4 * Images.ImageBytes];
        var recipe = Settings.Of(("augment.pipeline", pipeline), ("augment.crop_min", 0.08));
        new Augmenter(recipe).Write(Images, [3, 1, 4, 15], seed, step, views);
        return views;
    }
}
