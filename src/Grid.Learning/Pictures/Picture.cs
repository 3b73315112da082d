using Grid.Learning.Data.Formats;
using StbImageWriteSharp;

namespace Grid.Learning.Pictures;

/// <summary>A white sheet of pixels to put colours and images on, and to keep as a PNG file.</summary>
public sealed class Picture
{
    private const int Channels = 3;

    private readonly byte[] _levels;

    /// <summary>A white sheet.</summary>
    /// <param name="height">Rows, >= 1.</param>
    /// <param name="width">Columns, >= 1.</param>
    public Picture(int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Height, Width) = (height, width);
        _levels = new byte[height * width * Channels];
        Array.Fill(_levels, byte.MaxValue);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The colour at a row and a column.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The place is not on the sheet.</exception>
    public Colour this[int row, int column]
    {
        get
        {
            var at = Place(row, column);
            return new Colour(_levels[at], _levels[at + 1], _levels[at + 2]);
        }

        set
        {
            var at = Place(row, column);
            (_levels[at], _levels[at + 1], _levels[at + 2]) = (value.Red, value.Green, value.Blue);
        }
    }

    /// <summary>Puts an image on the sheet, each of its pixels as a square.</summary>
    /// <param name="image">uint8 [H, W, 3].</param>
    /// <param name="width">Columns of the image, W.</param>
    /// <param name="top">Row of its upper left corner.</param>
    /// <param name="left">Column of the same.</param>
    /// <param name="scale">Side of the squares, >= 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">Part of it would not be on the sheet.</exception>
    public void Put(ReadOnlySpan<byte> image, int width, int top, int left, int scale)
    {
        var height = image.Length / (width * Channels);
        for (var row = 0; row < height * scale; row++)
        {
            for (var column = 0; column < width * scale; column++)
            {
                var at = ((row / scale * width) + (column / scale)) * Channels;
                this[top + row, left + column] = new Colour(image[at], image[at + 1], image[at + 2]);
            }
        }
    }

    /// <summary>The sheet as a PNG file's bytes.</summary>
    public byte[] ToPng()
    {
        using var stream = new MemoryStream();
        new ImageWriter().WritePng(_levels, Width, Height, ColorComponents.RedGreenBlue, stream);
        return stream.ToArray();
    }

    /// <summary>Writes the sheet as a PNG file, over one that is there. A crash leaves the old file or the new
    /// one.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Save(string path) => WholeFile.Write(path, x => x.Write(ToPng()));

    private int Place(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Height, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)Width, nameof(column));
        return ((row * Width) + column) * Channels;
    }
}
