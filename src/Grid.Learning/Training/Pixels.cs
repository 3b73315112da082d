using System.Globalization;
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

    /// <summary>The normalisation of a data set.</summary>
    /// <param name="dataSet">Its word in recipes.</param>
    /// <param name="type">float32 or bfloat16: what the encoder takes.</param>
    internal Pixels(string dataSet, ScalarType type)
    {
        // CIFAR-10: the usual moments of its training images. Other sets: the range of a byte to about [-2, 2].
        var (mean, deviation) = dataSet == "cifar10"
            ? (new[] { 0.4914f, 0.4822f, 0.4465f }, new[] { 0.2023f, 0.1994f, 0.2010f })
            : ([0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);
        _type = type;
        (MeanText, DeviationText) = (Text(mean), Text(deviation));
        _mean = PerChannel(mean.Select(x => x * 255));
        _scale = PerChannel(deviation.Select(x => 1 / (x * 255)));
    }

    /// <summary>What is subtracted from each channel in [0, 1]: "0.4914 0.4822 0.4465".</summary>
    internal string MeanText { get; }

    /// <summary>What each channel in [0, 1] is divided by after that.</summary>
    internal string DeviationText { get; }

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

    /// <summary>Normalised images [N, 3, H, W], channels-last, of uint8 [N, H, W, 3].</summary>
    internal Tensor Normalize(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        // The permuted bytes are channels-last already, and every operation here keeps that.
        var x = bytes.permute(0, 3, 1, 2).to(ScalarType.Float32).sub_(_mean).mul_(_scale);
        return x.to(_type).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _scale.Dispose();
    }

    private static string Text(float[] values) =>
        string.Join(' ', values.Select(x => x.ToString(CultureInfo.InvariantCulture)));

    private static Tensor PerChannel(IEnumerable<float> values)
    {
        using var flat = tensor(values.ToArray());
        return flat.view(1, 3, 1, 1).DetachFromDisposeScope();
    }
}
