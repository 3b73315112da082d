using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Views;
using static TorchSharp.torch;

namespace Grid.Learning.Tests.Views;

/// <summary>Holds the tensor operations of accelerators against the kernels of processors, on a processor.</summary>
public sealed class TensorAugmenterTests
{
    private delegate void Kernel(Planes image);

    [Theory]
    [InlineData("simclr", 32, 2, 0)]
    [InlineData("moco", 32, 2, 0)]
    [InlineData("moco", 45, 3, 0)]
    [InlineData("simclr", 32, 1, 80)]
    public void The_same_draws_give_the_same_views(string pipeline, int side, int views, int first)
    {
        var images = DataSets.Load(Settings.Of((DataSettings.Images, 100), (DataSettings.Limit, 40),
            (DataSettings.Size, side), (DataSettings.Validation, 0))).Value!.Train;
        var recipe = Settings.Of(("augment.pipeline", pipeline), ("augment.crop_min", 0.08));
        int[] rows = [.. Enumerable.Range(0, images.Count).Reverse()];
        var exact = new byte[views * images.Count * images.ImageBytes];
        new Augmenter(recipe).Write(images, rows, 5, 9, exact, first);

        var painted = new byte[exact.Length];
        new TensorAugmenter(recipe, CPU).Write(images, rows, 5, 9, painted, first);

        Assert.Equal(exact, painted);
        Assert.NotEqual(exact, new byte[exact.Length]);
    }

    [Fact]
    public void A_colour_operation_gives_the_levels_of_the_kernel()
    {
        var draws = Draws.Of(41);
        for (var trial = 0; trial < 30; trial++)
        {
            using var scope = NewDisposeScope();
            var (factor, steps) = ((float)draws.Between(0, 2), draws.Between(-0.5, 0.5));
            var pixels = new byte[17 * 17 * 3];
            foreach (ref var level in pixels.AsSpan())
            {
                level = (byte)draws.Next();
            }

            var x = Batch(pixels, 17).to(ScalarType.Float32).permute(0, 3, 1, 2);
            var by = tensor(factor).view(1, 1, 1, 1);
            Same(pixels, image => ImageOperations.Brightness(image, factor), TensorOperations.Brightness(x, by));
            Same(pixels, image => ImageOperations.Contrast(image, factor), TensorOperations.Contrast(x, by));
            Same(pixels, image => ImageOperations.Saturation(image, factor), TensorOperations.Saturation(x, by));
            Same(pixels, ImageOperations.Grayscale, TensorOperations.Luminance(x).expand_as(x));
            Same(pixels, ImageOperations.Solarize, TensorOperations.Solarize(x));
            Same(pixels, image => Hue.Shift(image, steps),
                TensorHue.Shift(x, tensor((float)(int)(steps * 255)).view(1, 1, 1, 1)));
        }
    }

    [Fact]
    public void A_crop_gives_the_levels_of_the_kernel()
    {
        var draws = Draws.Of(43);
        var pixels = new byte[21 * 21 * 3];
        foreach (ref var level in pixels.AsSpan())
        {
            level = (byte)draws.Next();
        }

        for (var trial = 0; trial < 100; trial++)
        {
            using var scope = NewDisposeScope();
            var (high, wide) = (1 + draws.Below(21), 1 + draws.Below(21));
            var crop = new Crop(draws.Below(22 - high), draws.Below(22 - wide), high, wide);
            var planes = new Planes(21, 21);
            new CropResizer(21, 21).Run(pixels, crop, planes);
            var expected = new byte[pixels.Length];
            planes.Write(expected);
            var cropped = TensorCrop.Run(Batch(pixels, 21).to(ScalarType.Int32), [crop]).to(ScalarType.Byte);
            Assert.Equal(expected, cropped.data<byte>().ToArray());
        }
    }

    private static Tensor Batch(byte[] pixels, int side) => tensor(pixels).view(-1, side, side, 3);

    private static void Same(byte[] pixels, Kernel kernel, Tensor found)
    {
        var planes = new Planes(17, 17);
        planes.Read(pixels);
        kernel(planes);
        var expected = new byte[pixels.Length];
        planes.Write(expected);
        Assert.Equal(expected, found.permute(0, 2, 3, 1).contiguous().to(ScalarType.Byte).data<byte>().ToArray());
    }
}
