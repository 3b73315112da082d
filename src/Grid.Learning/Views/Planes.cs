using System.Runtime.Intrinsics;

namespace Grid.Learning.Views;

/// <summary>
/// One image as three planes, uint8 [3, H, W], for operations on many pixels at once. Each plane ends in room up to a
/// whole number of vectors; what stands there is never read as a pixel.
/// </summary>
public sealed class Planes
{
    /// <summary>A plane is a whole number of steps of so many pixels.</summary>
    internal const int Step = 32;

    private const int Group = 16;
    private const int Channels = 3;

    // For each channel and each 16 bytes of 16 pixels: which byte stands where.
    private static readonly Vector128<byte>[] Splitting = [.. Masks((channel, part, pixel) =>
        (Channels * pixel) + channel - (Group * part))];

    private static readonly Vector128<byte>[] Joining = [.. Masks((part, channel, place) =>
        ((Group * part) + place) % Channels == channel ? ((Group * part) + place) / Channels : -1)];

    private readonly byte[] _levels;
    private readonly byte[] _joined;

    /// <summary>Room for one image.</summary>
    /// <param name="height">Rows, >= 1.</param>
    /// <param name="width">Columns, >= 1.</param>
    public Planes(int height, int width)
    {
        (Height, Width) = (height, width);
        Stride = ((height * width) + Step - 1) / Step * Step;
        _levels = new byte[Channels * Stride];
        _joined = new byte[Channels * Stride];
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Pixels: H * W.</summary>
    public int Pixels => Height * Width;

    /// <summary>Bytes of a plane with the room at its end.</summary>
    internal int Stride { get; }

    /// <summary>All planes, with the room at their ends.</summary>
    internal Span<byte> Levels => _levels;

    /// <summary>One plane with the room at its end: 0 is red, 1 green, 2 blue.</summary>
    internal Span<byte> Plane(int channel) => _levels.AsSpan(channel * Stride, Stride);

    /// <summary>Takes over an image, uint8 [H, W, 3].</summary>
    public void Read(ReadOnlySpan<byte> image)
    {
        image.CopyTo(_joined);
        for (int at = 0, from = 0; at < Pixels; at += Group, from += Channels * Group)
        {
            var first = Vector128.Create(_joined, from);
            var second = Vector128.Create(_joined, from + Group);
            var third = Vector128.Create(_joined, from + (2 * Group));
            for (var channel = 0; channel < Channels; channel++)
            {
                Shuffled(Splitting, channel, first, second, third).CopyTo(_levels, (channel * Stride) + at);
            }
        }
    }

    /// <summary>Writes the image, uint8 [H, W, 3].</summary>
    public void Write(Span<byte> image)
    {
        for (int at = 0, to = 0; at < Pixels; at += Group, to += Channels * Group)
        {
            var (red, green, blue) = (Of(0, at), Of(1, at), Of(2, at));
            for (var part = 0; part < Channels; part++)
            {
                Shuffled(Joining, part, red, green, blue).CopyTo(_joined, to + (Group * part));
            }
        }

        _joined.AsSpan(0, image.Length).CopyTo(image);
    }

    private Vector128<byte> Of(int channel, int at) => Vector128.Create(_levels, (channel * Stride) + at);

    private static Vector128<byte> Shuffled(
        Vector128<byte>[] masks, int row, Vector128<byte> x, Vector128<byte> y, Vector128<byte> z) =>
        Vector128.ShuffleNative(x, masks[Channels * row])
        | Vector128.ShuffleNative(y, masks[(Channels * row) + 1])
        | Vector128.ShuffleNative(z, masks[(Channels * row) + 2]);

    /// <summary>Nine masks of 16 bytes; a place outside 0 .. 15 gives zero.</summary>
    private static IEnumerable<Vector128<byte>> Masks(Func<int, int, int, int> source) =>
        from row in Enumerable.Range(0, Channels)
        from column in Enumerable.Range(0, Channels)
        let sources = Enumerable.Range(0, Group).Select(place => source(row, column, place))
        select Vector128.Create([.. sources.Select(x => (uint)x < Group ? (byte)x : (byte)0x80)]);
}
