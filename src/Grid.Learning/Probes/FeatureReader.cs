using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, F = features.

/// <summary>Features of images and their classes; owns its tensors.</summary>
/// <param name="Rows">float32 [N, F], not normalised, on the processor.</param>
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
            parts.Add(Encode(bytes, mirrored));
        }

        return new LabelledFeatures(cat(parts, 0).DetachFromDisposeScope(),
            tensor(images.Labels.ToArray(), ScalarType.Int64).DetachFromDisposeScope(), images.ClassNames.Length);
    }
    /// <summary>Features of two views of each image at some rows, float32 [N, F] each; null where it was told to
    /// stop.</summary>
    /// <param name="images">The data.</param>
    /// <param name="rows">N indices, one or more.</param>
    /// <param name="writer">Paints the views.</param>
    /// <param name="seed">Decides them.</param>
    internal (Tensor First, Tensor Second)? ReadViews(
        ImageSet images, ReadOnlySpan<int> rows, ViewWriter writer, ulong seed)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new List<Tensor>(), new List<Tensor>());
        for (var at = 0; at < rows.Length; at += ImagesAtOnce / 2)
        {
            if (!goesOn())
            {
                return null;
            }

            var some = rows.Slice(at, Math.Min(ImagesAtOnce / 2, rows.Length - at));
            var views = GC.AllocateUninitializedArray<byte>(2 * some.Length * images.ImageBytes);
            writer(images, some, seed, at, views);
            using var bytes = Pixels.Of(views, 2 * some.Length, images.Height, images.Width);
            var both = Encode(bytes, mirrored: false).view(2, some.Length, -1);
            first.Add(both[0]);
            second.Add(both[1]);
        }

        return (cat(first, 0).MoveToOuterDisposeScope(), cat(second, 0).MoveToOuterDisposeScope());
    }

    private Tensor Encode(Tensor bytes, bool mirrored)
    {
        using var batch = pixels.Normalize(bytes);
        using var shown = mirrored ? batch.flip(3) : batch.alias();
        return network.Encode(shown).cpu();
    }
}
