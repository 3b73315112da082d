namespace Grid.Learning.Data.Sources;

/// <summary>The images of several sources of one size, one source after the other.</summary>
internal sealed class JoinedPixels(IPixelSource[] sources) : IPixelSource
{
    public int Count { get; } = sources.Sum(source => source.Count);

    public int Height => sources[0].Height;

    public int Width => sources[0].Width;

    public void Read(int index, Span<byte> image)
    {
        var part = 0;
        while (index >= sources[part].Count)
        {
            index -= sources[part++].Count;
        }

        sources[part].Read(index, image);
    }
}
