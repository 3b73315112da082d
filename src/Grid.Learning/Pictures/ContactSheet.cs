namespace Grid.Learning.Pictures;

/// <summary>Many small images of one size in rows and columns, with white between them.</summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const int LineHeight = 10;

    /// <summary>Lays images out, row by row.</summary>
    /// <param name="images">uint8 [rows * columns, H, W, 3].</param>
    /// <param name="height">Rows of an image, H.</param>
    /// <param name="width">Columns of an image, W.</param>
    /// <param name="columns">Images beside each other, >= 1.</param>
    /// <param name="scale">Side of the square that a pixel becomes, >= 1.</param>
    /// <param name="headings">One text above each column, all of as many lines; or none.</param>
    /// <exception cref="ArgumentException">The bytes are no whole number of rows, or none.</exception>
    public static Picture Of(ReadOnlySpan<byte> images, int height, int width, int columns, int scale,
        params ReadOnlySpan<string> headings)
    {
        var imageBytes = height * width * 3;
        var (rows, rest) = Math.DivRem(images.Length, imageBytes * columns);
        if (rows == 0 || rest != 0)
        {
            throw new ArgumentException(
                $"{images.Length} bytes are not rows of {columns} images of {height} x {width}", nameof(images));
        }

        var (stepDown, stepRight) = ((height * scale) + Gap, (width * scale) + Gap);
        var lines = headings.IsEmpty ? 0 : headings[0].Count('\n') + 1;
        var top = Gap + (lines * LineHeight);
        var sheet = new Picture(top + (rows * stepDown), (columns * stepRight) + Gap);
        for (var column = 0; column < headings.Length; column++)
        {
            foreach (var (line, text) in headings[column].Split('\n').Index())
            {
                Letters.Write(
                    sheet, text, Gap + (line * LineHeight), Gap + (column * stepRight), scale: 1, Colour.Ink);
            }
        }

        for (var place = 0; place < rows * columns; place++)
        {
            var (row, column) = Math.DivRem(place, columns);
            sheet.Put(images.Slice(place * imageBytes, imageBytes), width,
                top + (row * stepDown), Gap + (column * stepRight), scale);
        }

        return sheet;
    }
}
