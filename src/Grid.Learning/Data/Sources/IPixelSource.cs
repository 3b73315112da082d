namespace Grid.Learning.Data.Sources;

/// <summary>Where the pixels of images of one size lie. Any number of threads may read.</summary>
internal interface IPixelSource
{
    /// <summary>Images, N.</summary>
    int Count { get; }

    /// <summary>Rows of an image, H.</summary>
    int Height { get; }

    /// <summary>Columns of an image, W.</summary>
    int Width { get; }

    /// <summary>Fetches an image.</summary>
    /// <param name="index">0 .. N - 1.</param>
    /// <param name="image">uint8 [H, W, 3], written.</param>
    /// <exception cref="InvalidDataException">The image is damaged; the message names it.</exception>
    void Read(int index, Span<byte> image);
}
