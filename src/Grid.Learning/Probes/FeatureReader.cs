using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, F = features.

/// <summary>Features of images and their classes; owns its tensors.</summary>
/// <param name="Rows">float32 [N, F], not normalised.</param>
/// <param name="Labels">int64 [N], in 0 .. Classes - 1; [0] for images without labels.</param>
/// <param name="Classes">How many classes the data set has.</param>
public sealed record LabelledFeatures(Tensor Rows, Tensor Labels, int Classes) : IDisposable
{
    /// <summary>False where a number is infinite or none: nothing can be computed from such features.</summary>
    public bool AreFinite
    {
        get
        {
            using var scope = NewDisposeScope();
            return Rows.isfinite().all().item<bool>();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Rows.Dispose();
        Labels.Dispose();
    }
}

/// <summary>Encodes whole image sets with running statistics and without gradient.</summary>
/// <param name="network">Its encoder is used.</param>
/// <param name="pixels">The normalisation.</param>
/// <param name="goesOn">Called after every few images; false = stop.</param>
internal sealed class FeatureReader(Network network, Pixels pixels, Func<bool> goesOn)
{
    private const int ImagesAtOnce = 256;

    /// <summary>The features of all images, in their order; null where it was told to stop.</summary>
    /// <param name="images">One image or more.</param>
    /// <param name="mirrored">True: every image with its columns reversed.</param>
    internal LabelledFeatures? Read(ImageSet images, bool mirrored = false)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var at = 0; at < images.Count; at += ImagesAtOnce)
        {
            if (!goesOn())
            {
                return null;
            }

            using var bytes = Pixels.Of(images, at, Math.Min(ImagesAtOnce, images.Count - at));
            using var batch = pixels.Normalize(bytes);
            using var shown = mirrored ? batch.flip(3) : batch.alias();
            parts.Add(network.Encode(shown));
        }

        return new LabelledFeatures(cat(parts, 0).DetachFromDisposeScope(),
            tensor(images.Labels.ToArray(), ScalarType.Int64).DetachFromDisposeScope(), images.ClassNames.Length);
    }
}
