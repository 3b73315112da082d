namespace Grid.Learning.Data.Sources;

/// <summary>Images in one array, uint8 [N, H, W, 3].</summary>
internal sealed class ResidentPixels(byte[] bytes, int count, int height, int width) : IPixelSource
{
    private readonly int _imageBytes = height * width * ImageSet.Channels;

    public int Count => count;

    public int Height => height;

    public int Width => width;

    /// <summary>The array; nobody writes to it any more.</summary>
    public byte[] Bytes => bytes;

    public ReadOnlySpan<byte> Image(int index) => bytes.AsSpan(index * _imageBytes, _imageBytes);

    public void Read(int index, Span<byte> image) => Image(index).CopyTo(image);

    /// <summary>A copy of some images.</summary>
    public ResidentPixels Select(ReadOnlySpan<int> indices)
    {
        var chosen = GC.AllocateUninitializedArray<byte>(indices.Length * _imageBytes);
        for (var row = 0; row < indices.Length; row++)
        {
            Read(indices[row], chosen.AsSpan(row * _imageBytes, _imageBytes));
        }

        return new ResidentPixels(chosen, indices.Length, height, width);
    }
}
