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

    /// <summary>Predicts the noise of images under the influence of anchors at the same time.</summary>
    /// <param name="network">Without dropout.</param>
    /// <param name="condition">The time of both.</param>
    /// <param name="strength">In [0, 1].</param>
    internal static Func<Tensor, Tensor, Tensor> Predictor(UNet network, Condition condition, double strength) =>
        (x, anchor) =>
        {
            using var scope = NewDisposeScope();
            // One pass for both: small networks want large batches.
            var both = network.Encode(cat([x, anchor], 0), condition);
            var count = x.size(0);
            var own = new Bottleneck(
                both.Map.narrow(0, 0, count), [.. both.Skips.Select(skip => skip.narrow(0, 0, count))]);
            var mixed = Mix(own, both.Map.narrow(0, count, count), strength);
            return network.Decode(mixed, condition).MoveToOuterDisposeScope();
        };
}
