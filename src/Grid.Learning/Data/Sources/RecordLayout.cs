namespace Grid.Learning.Data.Sources;

/// <summary>How the levels of an image follow each other in a file.</summary>
internal enum PixelOrder
{
    /// <summary>Rows of R, G, B triples.</summary>
    Triples,

    /// <summary>The red rows, the green rows, the blue rows.</summary>
    Planes,

    /// <summary>The red columns, the green columns, the blue columns.</summary>
    ColumnPlanes,

    /// <summary>Rows of greys.</summary>
    Greys,
}

/// <summary>A file of equal records, each with an image somewhere in it.</summary>
/// <param name="Height">Rows of an image, H.</param>
/// <param name="Width">Columns of an image, W.</param>
/// <param name="Order">How the levels follow each other.</param>
/// <param name="HeaderBytes">Bytes before the first record.</param>
/// <param name="LabelBytes">Bytes of a record before its image.</param>
internal sealed record RecordLayout(
    int Height, int Width, PixelOrder Order, long HeaderBytes = 0, int LabelBytes = 0)
{
    /// <summary>Bytes of an image in the file.</summary>
    public int ImageBytes => Height * Width * (Order == PixelOrder.Greys ? 1 : ImageSet.Channels);

    /// <summary>Bytes of a record.</summary>
    public int RecordBytes => LabelBytes + ImageBytes;

    /// <summary>Bytes of an image in the file from a pixel to the one below, to the one at its right, and to its next
    /// colour.</summary>
    public (int Down, int Right, int Colour) Strides => Order switch
    {
        PixelOrder.Triples => (Width * ImageSet.Channels, ImageSet.Channels, 1),
        PixelOrder.Planes => (Width, 1, Height * Width),
        PixelOrder.ColumnPlanes => (1, Height, Height * Width),
        _ => (Width, 1, 0),
    };
}
