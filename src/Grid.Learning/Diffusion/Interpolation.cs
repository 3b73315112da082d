using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = images, C = channels, H, W = rows and columns.

/// <summary>
/// Feature interpolation: the bottleneck map of an image is mixed with that of its anchor. The skips stay the image's,
/// so the anchor gives what the image is about, and the noise how it looks.
/// </summary>
/// <remarks>Zeng et al. 2024, section 3.2, https://arxiv.org/abs/2408.16965.</remarks>
public static class Interpolation
{
    /// <summary>strength * image + (1 - strength) * anchor, with the image's skips.</summary>
    /// <param name="image">Of the image.</param>
    /// <param name="anchor">Map of the anchor at the same time, [N, C, H', W'].</param>
    /// <param name="strength">Weight of the image's own, random path, in [0, 1]: 1 ignores the anchor.</param>
    public static Bottleneck Mix(Bottleneck image, Tensor anchor, double strength)
    {
        using var scope = NewDisposeScope();
        var mixed = image.Map.mul(strength).add_(anchor, 1 - strength);
        return image with { Map = mixed.MoveToOuterDisposeScope() };
    }

    /// <summary>The noise in images under the influence of anchors at the same time.</summary>
    /// <param name="network">Unconditional.</param>
    /// <param name="x">float32, bfloat16 or float64 [N, 3, H, W].</param>
    /// <param name="anchor">Noised anchors, as x.</param>
    /// <param name="times">int64 [1], the time of all.</param>
    /// <param name="strength">In [0, 1].</param>
    /// <returns>As x, in the network's type.</returns>
    public static Tensor Predict(UNet network, Tensor x, Tensor anchor, Tensor times, double strength)
    {
        using var scope = NewDisposeScope();
        var condition = network.Tell(times, null, null);
        var count = x.size(0);
        // One pass for both: small networks want large batches.
        var both = network.Encode(cat([x, anchor], 0), condition);
        var own = new Bottleneck(
            both.Map.narrow(0, 0, count), [.. both.Skips.Select(skip => skip.narrow(0, 0, count))]);
        var mixed = Mix(own, both.Map.narrow(0, count, count), strength);
        return network.Decode(mixed, condition).MoveToOuterDisposeScope();
    }
}
