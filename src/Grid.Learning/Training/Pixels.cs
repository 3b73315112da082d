using Grid.Learning.Data;
using Grid.Learning.Data.Sources;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

// N = images, H, W = rows and columns of an image.

/// <summary>Turns bytes into what an encoder takes.</summary>
internal sealed class Pixels : IDisposable
{
    private readonly Tensor _mean;
    private readonly Tensor _scale;
    private readonly ScalarType _type;
    private readonly Device _device;

    /// <summary>Constants to normalise by.</summary>
    /// <param name="normalization">Those of the data set.</param>
    /// <param name="type">float32 or bfloat16: what the encoder takes.</param>
    /// <param name="device">Where the encoder is; null = the processor.</param>
    internal Pixels(Normalization normalization, ScalarType type, Device? device = null)
    {
        (_type, _device) = (type, device ?? CPU);
        _mean = PerChannel(normalization.Mean.Select(x => x * 255), _device);
        _scale = PerChannel(normalization.Deviation.Select(x => 1 / (x * 255)), _device);
    }

    /// <summary>Images of a set that follow each other, uint8 [N, H, W, 3]: without a copy where they are in
    /// memory.</summary>
    /// <param name="images">The set.</param>
    /// <param name="first">Index of the first one.</param>
    /// <param name="count">N.</param>
    internal static Tensor Of(ImageSet images, int first, int count)
    {
        if (images.Source is ResidentPixels held)
        {
            using var all = Of(held.Bytes, images.Count, images.Height, images.Width);
            return all.narrow(0, first, count);
        }

        var fetched = GC.AllocateUninitializedArray<byte>(count * images.ImageBytes);
        images.Read(first, fetched);
        return Of(fetched, count, images.Height, images.Width);
    }

    /// <summary>A view of an array that holds images, uint8 [N, H, W, 3]; the array stays where it is until
    /// disposal.</summary>
    internal static Tensor Of(byte[] bytes, long count, long height, long width)
    {
        using var flat = frombuffer(bytes, ScalarType.Byte, count * height * width * ImageSet.Channels);
        return flat.view(count, height, width, ImageSet.Channels);
    }

    /// <summary>Normalised images [N, 3, H, W], channels-last, where the encoder is, of uint8 [N, H, W, 3] on any
    /// device.</summary>
    internal Tensor Normalize(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        // The permuted bytes are channels-last already, and every operation here keeps that.
        var x = bytes.to(_device).permute(0, 3, 1, 2).to(ScalarType.Float32).sub_(_mean).mul_(_scale);
        return x.to(_type).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _scale.Dispose();
    }

    private static Tensor PerChannel(IEnumerable<float> values, Device device)
    {
        using var flat = tensor(values.ToArray(), device: device);
        return flat.view(1, 3, 1, 1).DetachFromDisposeScope();
    }
}
