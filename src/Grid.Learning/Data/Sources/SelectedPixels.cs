namespace Grid.Learning.Data.Sources;

/// <summary>Some images of another source, in an order of their own.</summary>
internal sealed class SelectedPixels(IPixelSource source, int[] indices) : IPixelSource
{
    public int Count => indices.Length;

    public int Height => source.Height;

    public int Width => source.Width;

    public void Read(int index, Span<byte> image) => source.Read(indices[index], image);
}
