using Grid.Learning.Data;
using Grid.Learning.Torch;

namespace Grid.Learning.Training;

/// <summary>The smallest augmentation: shifts of up to an eighth of the image, with the border repeated, and mirroring.</summary>
internal static class ShiftedViews
{
    /// <summary>A <see cref="ViewWriter"/>.</summary>
    internal static void Write(ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views)
    {
        for (var place = 0; place < 2 * rows.Length; place++)
        {
            var draws = Draws.Of(RandomKey.Of(seed, RandomPurpose.Views, (ulong)step), (ulong)place);
            var view = views.Slice(place * images.ImageBytes, images.ImageBytes);
            WriteOne(images, images.Image(rows[place % rows.Length]), ref draws, view);
        }
    }

    private static void WriteOne(ImageSet images, ReadOnlySpan<byte> image, ref Draws draws, Span<byte> view)
    {
        var (height, width) = (images.Height, images.Width);
        var (down, right) = (draws.Below((height / 4) + 1) - (height / 8), draws.Below((width / 4) + 1) - (width / 8));
        var mirrored = draws.Chance(0.5);
        for (var place = 0; place < height * width; place++)
        {
            var (row, column) = (place / width, place % width);
            column = mirrored ? width - 1 - column : column;
            var from = (Math.Clamp(row + down, 0, height - 1) * width) + Math.Clamp(column + right, 0, width - 1);
            image.Slice(from * ImageSet.Channels, ImageSet.Channels).CopyTo(view[(place * ImageSet.Channels)..]);
        }
    }
}
