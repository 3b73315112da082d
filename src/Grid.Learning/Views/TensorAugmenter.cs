using Grid.Core.Recipes;
using Grid.Learning.Data;
using static TorchSharp.torch;

namespace Grid.Learning.Views;

// N = images, V = views of each, M = V N, H, W = rows and columns of an image.

/// <summary>
/// Paints the views of a whole batch with tensor operations, for devices that do many at once. Chance decides on the
/// processor, by the same draws as <see cref="Augmenter"/>, and every operation rounds to whole levels where the
/// kernels do: on a processor the views are the same bytes, on another device they may differ by its rounding.
/// </summary>
/// <param name="recipe">A resolved recipe.</param>
/// <param name="device">Where the views are painted.</param>
/// <exception cref="ArgumentException">An unknown pipeline.</exception>
public sealed class TensorAugmenter(Settings recipe, Device device)
{
    private readonly Pipeline _pipeline = Pipeline.Of(recipe);

    /// <summary>Writes views as <see cref="Augmenter.Write"/> does. They come back as bytes, a few KiB each: the way
    /// there and back is nothing beside a step.</summary>
    public void Write(
        ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first = 0)
    {
        using var scope = NewDisposeScope();
        var chosen = empty([rows.Length, images.Height, images.Width, ImageSet.Channels], ScalarType.Byte);
        for (var row = 0; row < rows.Length; row++)
        {
            images.Image(rows[row]).CopyTo(chosen.bytes[(row * images.ImageBytes)..]);
        }

        var count = views.Length / images.ImageBytes / rows.Length;
        Paint(chosen.to(device), count, seed, step, first).cpu().bytes.CopyTo(views);
    }

    /// <summary>Views of images, on the device where the images are.</summary>
    /// <param name="images">uint8 [N, H, W, 3].</param>
    /// <param name="views">V.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step they are for.</param>
    /// <param name="first">Place of the first of these views among all views of the step.</param>
    /// <returns>uint8 [V N, H, W, 3], view-major.</returns>
    private Tensor Paint(Tensor images, int views, ulong seed, long step, int first)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (count, height, width) = ((int)images.size(0), (int)images.size(1), (int)images.size(2));
        ViewPlan[] plans = [.. Enumerable.Range(first, views * count)
            .Select(place => _pipeline.Draw(height, width, seed, step, place))];
        var cropped = TensorCrop.Run(
            images.to(ScalarType.Int32).repeat(views, 1, 1, 1), [.. plans.Select(plan => plan.Crop)]);
        var x = cropped.permute(0, 3, 1, 2).to(ScalarType.Float32).contiguous();
        for (var place = 0; place < 4; place++)
        {
            Jitter(x, plans, place);
        }

        Change(x, Where(plans, plan => plan.Mirrors), part => part.flip(3));
        Change(x, Where(plans, plan => plan.Greys), part => TensorOperations.Luminance(part).expand_as(part));
        Change(x, Where(plans, plan => plan.Solarizes), TensorOperations.Solarize);
        return x.permute(0, 2, 3, 1).to(ScalarType.Byte).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Does what stands at one place of every view's order, the views of a kind together.</summary>
    private static void Jitter(Tensor x, ViewPlan[] plans, int place)
    {
        foreach (var step in Enum.GetValues<JitterStep>())
        {
            var rows = Where(plans, plan => plan.Jitter?.At(place) == step);
            Tensor Factors(Func<Jitter, float> of) =>
                tensor(rows.Select(row => of(plans[row].Jitter!.Value)).ToArray(), device: x.device).view(-1, 1, 1, 1);

            Change(x, rows, part => step switch
            {
                JitterStep.Brightness => TensorOperations.Brightness(part, Factors(jitter => jitter.Brightness)),
                JitterStep.Contrast => TensorOperations.Contrast(part, Factors(jitter => jitter.Contrast)),
                JitterStep.Saturation => TensorOperations.Saturation(part, Factors(jitter => jitter.Saturation)),
                _ => TensorHue.Shift(part, Factors(jitter => (int)(jitter.Hue * 255))),
            });
        }
    }

    private static int[] Where(ViewPlan[] plans, Func<ViewPlan, bool> wanted) =>
        [.. Enumerable.Range(0, plans.Length).Where(row => wanted(plans[row]))];

    /// <summary>Changes some views in place.</summary>
    private static void Change(Tensor x, int[] rows, Func<Tensor, Tensor> change)
    {
        if (rows.Length == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var index = tensor(rows.Select(row => (long)row).ToArray(), device: x.device);
        x.index_copy_(0, index, change(x.index_select(0, index)));
    }
}
