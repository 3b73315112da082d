using static TorchSharp.torch;

namespace Grid.Learning.Views;

// M = images, H, W = rows and columns of an image.

/// <summary>
/// What <see cref="ImageOperations"/> does, on batches of levels: float32 [M, 3, H, W] of whole numbers in 0 .. 255 in
/// and out. Factors are float32 [M, 1, 1, 1].
/// </summary>
public static class TensorOperations
{
    /// <summary>Multiplies every level.</summary>
    public static Tensor Brightness(Tensor x, Tensor factor) => Levels(x * factor);

    /// <summary>Moves every level away from, or towards, its image's mean luminance.</summary>
    public static Tensor Contrast(Tensor x, Tensor factor)
    {
        // In float64: the sum of a large image has more digits than float32.
        var mean = Luminance(x).mean([1, 2, 3], true, ScalarType.Float64).add(0.5).floor().to(ScalarType.Float32);
        return Levels(mean + ((x - mean) * factor));
    }

    /// <summary>Moves every pixel away from, or towards, its own luminance.</summary>
    public static Tensor Saturation(Tensor x, Tensor factor)
    {
        var grey = Luminance(x);
        return Levels(grey + ((x - grey) * factor));
    }

    /// <summary>ITU-R 601 luminance [M, 1, H, W], whole numbers: every product is exact in float32.</summary>
    public static Tensor Luminance(Tensor x) =>
        (((x.narrow(1, 0, 1) * 19595) + (x.narrow(1, 1, 1) * 38470) + (x.narrow(1, 2, 1) * 7471) + 32768) / 65536)
            .floor();

    /// <summary>Inverts levels of 128 and more.</summary>
    public static Tensor Solarize(Tensor x) => where(x >= 128, 255 - x, x);

    /// <summary>The nearest whole levels towards zero, those outside 0 .. 255 as the nearer end.</summary>
    private static Tensor Levels(Tensor x) => x.clamp(0, 255).floor();
}
