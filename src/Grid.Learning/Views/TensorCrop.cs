using static TorchSharp.torch;

namespace Grid.Learning.Views;

// M = views, H, W = rows and columns of an image.

/// <summary>Cuts a rectangle of its own out of each image of a batch and stretches it to the image's size.</summary>
public static class TensorCrop
{
    /// <summary>Columns first, then rows, with whole levels after each, as <see cref="CropResizer"/> does.</summary>
    /// <param name="images">Levels, int32 [M, H, W, 3].</param>
    /// <param name="crops">One inside each image.</param>
    /// <returns>Levels, int32 [M, H, W, 3].</returns>
    public static Tensor Run(Tensor images, Crop[] crops)
    {
        using var scope = NewDisposeScope();
        var narrowed = Stretch(images, 2, [.. crops.Select(crop => (crop.Left, crop.Width))]);
        return Stretch(narrowed, 1, [.. crops.Select(crop => (crop.Top, crop.Height))]).MoveToOuterDisposeScope();
    }

    /// <summary>Every new pixel is a mean of two old ones that are neighbours along an axis, in fixed point.</summary>
    private static Tensor Stretch(Tensor images, int axis, (int Begin, int Length)[] parts)
    {
        using var scope = NewDisposeScope();
        var device = images.device;
        var size = images.size(axis);
        var begin = tensor(parts.Select(part => (long)part.Begin).ToArray(), device: device).view(-1, 1);
        var length = tensor(parts.Select(part => (double)part.Length).ToArray(), device: device).view(-1, 1);
        var centre = arange(size, ScalarType.Float64, device).add(0.5).mul(length / size);
        var first = (centre - 0.5).floor().clamp_min(0);
        var second = first + 1;
        var (one, other) = (Weight(first, centre), Weight(second, centre) * (second < length));
        var at = axis == 1 ? new long[] { parts.Length, size, 1, 1 } : [parts.Length, 1, size, 1];

        Tensor Term(Tensor tap, Tensor weight)
        {
            var place = (tap.minimum(length - 1).to(ScalarType.Int64) + begin).view(at).expand_as(images);
            var share = (weight / (one + other) * (1 << Resampling.Bits)).round().to(ScalarType.Int32).view(at);
            return images.gather(axis, place) * share;
        }

        return (Term(first, one) + Term(second, other)).add_(Resampling.Half)
            .floor_divide(1 << Resampling.Bits).MoveToOuterDisposeScope();
    }

    private static Tensor Weight(Tensor tap, Tensor centre) => (1 - (tap - centre + 0.5).abs()).clamp_min(0);
}
