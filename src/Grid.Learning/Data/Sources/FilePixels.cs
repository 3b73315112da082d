using System.Collections.Concurrent;
using StbImageSharp;

namespace Grid.Learning.Data.Sources;

/// <summary>PNG and JPEG files, each decoded when it is wanted, its middle square brought to one size.</summary>
/// <param name="paths">One file for each image.</param>
/// <param name="height">Rows that the images get.</param>
/// <param name="width">Columns that they get; another size than a file's own must be a square.</param>
internal sealed class FilePixels(string[] paths, int height, int width) : IPixelSource
{
    private readonly ConcurrentDictionary<(int Height, int Width), SquareResizer> _resizers = new();

    public int Count => paths.Length;

    public int Height => height;

    public int Width => width;

    /// <summary>Rows and columns of a file's image, from its first bytes.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or cannot be read.</exception>
    public static (int Height, int Width) SizeOf(string path) => Guarded(path, () =>
    {
        using var file = File.OpenRead(path);
        return ImageInfo.FromStream(file) is { } info
            ? (info.Height, info.Width)
            : throw new InvalidDataException("no PNG or JPEG header");
    });

    public void Read(int index, Span<byte> image)
    {
        var decoded = Guarded(paths[index], () => Decode(File.ReadAllBytes(paths[index])));
        var size = (decoded.Height, decoded.Width);
        if (size == (height, width))
        {
            decoded.Data.CopyTo(image);
            return;
        }

        _resizers.GetOrAdd(size, x => new SquareResizer(x.Height, x.Width, height)).Run(decoded.Data, image);
    }

    private static ImageResult Decode(byte[] bytes)
    {
        // The decoder fills what a JPEG lacks with grey: its end must be there, after the last part of the picture.
        ReadOnlySpan<byte> jpeg = [0xFF, 0xD8], scan = [0xFF, 0xDA], end = [0xFF, 0xD9];
        return bytes.AsSpan().StartsWith(jpeg) && bytes.AsSpan().LastIndexOf(end) < bytes.AsSpan().LastIndexOf(scan)
            ? throw new InvalidDataException("the file is cut off")
            : ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
    }

    private static T Guarded<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        // The decoder throws whatever its arithmetic throws on damaged bytes.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            throw new InvalidDataException($"'{path}' is no image that can be read: {fault.Message}", fault);
        }
    }
}
