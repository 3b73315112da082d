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
    private const ulong Purpose = 0x7669657773; // "views"

    private readonly double _cropMin;
    private readonly double _saturation;
    private readonly double _solarize;

    /// <summary>The augmentation of a resolved recipe.</summary>
    /// <exception cref="ArgumentException">An unknown pipeline.</exception>
    public Augmenter(Settings recipe)
    {
        _cropMin = recipe.Number("augment.crop_min");
        (_saturation, _solarize) = recipe.Text("augment.pipeline") switch
        {
            "simclr" => (0.4, 0.0),
            "moco" => (0.2, 0.2),
            var name => throw new ArgumentException($"no augmentation '{name}'", nameof(recipe)),
        };
    }

    /// <summary>Writes two views of each image at some rows.</summary>
    /// <param name="images">The data.</param>
    /// <param name="rows">Indices of N images.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step they are for.</param>
    /// <param name="views">uint8 [2, N, H, W, 3], written.</param>
    public void Write(ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views)
    {
        var work = new Work(new CropResizer(images.Height, images.Width), new Planes(images.Height, images.Width));
        for (var place = 0; place < 2 * rows.Length; place++)
        {
            var draws = Draws.Of(seed, Purpose, (ulong)step, (ulong)place);
            var view = views.Slice(place * images.ImageBytes, images.ImageBytes);
            Paint(images.Image(rows[place % rows.Length]), ref draws, work);
            work.View.Write(view);
        }
    }

    private void Paint(ReadOnlySpan<byte> image, ref Draws draws, Work work)
    {
        var view = work.View;
        work.Resizer.Run(image, Crop.Draw(view.Height, view.Width, _cropMin, ref draws), view);
        if (draws.Chance(0.8))
        {
            Jitter(view, ref draws);
        }

        if (draws.Chance(0.5))
        {
            ImageOperations.Mirror(view);
        }

        if (draws.Chance(0.2))
        {
            ImageOperations.Grayscale(view);
        }

        if (draws.Chance(_solarize))
        {
            ImageOperations.Solarize(view);
        }
    }

    private void Jitter(Planes view, ref Draws draws)
    {
        var brightness = (float)draws.Between(0.6, 1.4);
        var contrast = (float)draws.Between(0.6, 1.4);
        var saturation = (float)draws.Between(1 - _saturation, 1 + _saturation);
        var hue = draws.Between(-0.1, 0.1);
        Span<int> order = [0, 1, 2, 3];
        draws.Shuffle(order);
        foreach (var operation in order)
        {
            switch (operation)
            {
                case 0: ImageOperations.Brightness(view, brightness); break;
                case 1: ImageOperations.Contrast(view, contrast); break;
                case 2: ImageOperations.Saturation(view, saturation); break;
                default: Hue.Shift(view, hue); break;
            }
        }
    }

    /// <summary>What every view of a batch is painted with.</summary>
    private readonly record struct Work(CropResizer Resizer, Planes View);
}
