using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = images, H, W = rows and columns of an image.

/// <summary>Images as diffusion has them, [-1, 1] and channels first, and as files have them.</summary>
public static class ImageBytes
{
    /// <summary>Numbers in [-1, 1] as bytes: (x / 2 + 1 / 2) * 255, cut to whole numbers.</summary>
    /// <param name="x">float32, any shape.</param>
    /// <returns>uint8, as x.</returns>
    public static Tensor Cut(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.mul(0.5).add_(0.5).mul_(255).to(ScalarType.Byte).MoveToOuterDisposeScope();
    }

    /// <summary>Images [N, 3, H, W], channels-last, in [-1, 1].</summary>
    /// <param name="bytes">uint8 [N, H, W, 3].</param>
    public static Tensor Spread(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        return bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).mul_(2.0 / 255).sub_(1).MoveToOuterDisposeScope();
    }
}
