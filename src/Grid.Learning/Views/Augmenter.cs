using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Learning.Views;

/// <summary>
/// The views of contrastive learning: crop, colour jitter, mirror, grey, solarise. A view's draws depend on seed, step
/// and its place in the batch alone.
/// </summary>
/// <remarks>Chen et al. 2020, appendix A, https://arxiv.org/abs/2002.05709; without blur, as for small
/// images.</remarks>
public sealed class Augmenter
{
    private readonly Pipeline _pipeline;

    /// <summary>The augmentation of a resolved recipe.</summary>
    /// <exception cref="ArgumentException">An unknown pipeline.</exception>
    public Augmenter(Settings recipe) => _pipeline = Pipeline.Of(recipe);

    /// <summary>Writes one or more views of each image at some rows.</summary>
    /// <param name="images">The data.</param>
    /// <param name="rows">Indices of N images.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step they are for.</param>
    /// <param name="views">uint8 [V, N, H, W, 3], written; its size decides V.</param>
    /// <param name="first">Place of the first of these views among all views of the step.</param>
    public void Write(
        ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first = 0)
    {
        var (height, width) = (images.Height, images.Width);
        var (resizer, painted) = (new CropResizer(height, width), new Planes(height, width));
        for (var place = 0; place < views.Length / images.ImageBytes; place++)
        {
            var plan = _pipeline.Draw(height, width, seed, step, first + place);
            resizer.Run(images.Image(rows[place % rows.Length]), plan.Crop, painted);
            Paint(painted, plan);
            painted.Write(views.Slice(place * images.ImageBytes, images.ImageBytes));
        }
    }

    private static void Paint(Planes view, in ViewPlan plan)
    {
        if (plan.Jitter is { } jitter)
        {
            Paint(view, jitter);
        }

        if (plan.Mirrors)
        {
            ImageOperations.Mirror(view);
        }

        if (plan.Greys)
        {
            ImageOperations.Grayscale(view);
        }

        if (plan.Solarizes)
        {
            ImageOperations.Solarize(view);
        }
    }

    private static void Paint(Planes view, in Jitter jitter)
    {
        for (var place = 0; place < 4; place++)
        {
            switch (jitter.At(place))
            {
                case JitterStep.Brightness: ImageOperations.Brightness(view, jitter.Brightness); break;
                case JitterStep.Contrast: ImageOperations.Contrast(view, jitter.Contrast); break;
                case JitterStep.Saturation: ImageOperations.Saturation(view, jitter.Saturation); break;
                default: Hue.Shift(view, jitter.Hue); break;
            }
        }
    }
}
