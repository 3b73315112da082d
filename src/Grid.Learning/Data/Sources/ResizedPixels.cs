using System.Buffers;

namespace Grid.Learning.Data.Sources;

/// <summary>The images of another source, their middle square stretched or shrunk to one size.</summary>
internal sealed class ResizedPixels(IPixelSource source, int side) : IPixelSource
{
    private readonly SquareResizer _resizer = new(source.Height, source.Width, side);

    public int Count => source.Count;

    public int Height => side;

    public int Width => side;

    public void Read(int index, Span<byte> image)
    {
        var bytes = source.Height * source.Width * ImageSet.Channels;
        var original = ArrayPool<byte>.Shared.Rent(bytes);
        source.Read(index, original.AsSpan(0, bytes));
        _resizer.Run(original.AsSpan(0, bytes), image);
        ArrayPool<byte>.Shared.Return(original);
    }
}
