using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Pictures;

namespace Grid.Learning.Views;

/// <summary>A picture of images beside the views that training would make of them.</summary>
public static class Preview
{
    private const ulong Purpose = 0x70726576; // "prev"
    private const int CellSide = 64;

    /// <summary>One row for each image: the image, then its views in the first steps of a run.</summary>
    /// <param name="images">The data; some of its images are chosen by the seed.</param>
    /// <param name="recipe">Says how views are made.</param>
    /// <param name="count">Images to show, >= 1; fewer where there are not as many.</param>
    /// <param name="views">Views of each, >= 1.</param>
    /// <param name="seed">Another seed, other images and views.</param>
    public static Picture Of(ImageSet images, Settings recipe, int count, int views, ulong seed)
    {
        int[] chosen = [.. Enumerable.Range(0, images.Count)];
        Draws.Of(seed, Purpose).Shuffle(chosen.AsSpan());
        var rows = chosen.AsSpan(0, Math.Min(count, images.Count)).ToArray();
        Array.Sort(rows);
        var (augmenter, bytes, columns) = (new Augmenter(recipe), images.ImageBytes, 1 + views);
        var sheet = new byte[rows.Length * columns * bytes];
        var batch = new byte[2 * rows.Length * bytes];
        for (var column = 0; column < columns; column++)
        {
            if (column % 2 == 1)
            {
                augmenter.Write(images, rows, seed, column / 2, batch);
            }

            for (var row = 0; row < rows.Length; row++)
            {
                var view = ((column - 1) % 2 * rows.Length) + row;
                var image = column == 0 ? images.Image(rows[row]) : batch.AsSpan(view * bytes, bytes);
                image.CopyTo(sheet.AsSpan(((row * columns) + column) * bytes));
            }
        }

        var scale = Math.Max(1, CellSide / Math.Max(images.Height, images.Width));
        return ContactSheet.Of(sheet, images.Height, images.Width, columns, scale);
    }
}
