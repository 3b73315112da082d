using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data;

/// <summary>
/// Colour images of one size, with or without labels: uint8 [N, H, W, 3] (rows of R, G, B triples). In memory where
/// they fit, so that a batch is a gather; else fetched from their files image by image. Immutable; safe to share
/// between runs and threads.
/// </summary>
public sealed class ImageSet
{
    /// <summary>Colour channels of every image.</summary>
    public const int Channels = 3;

    private readonly int[] _labels;
    private readonly Lazy<string> _hash;

    /// <summary>Labelled images in memory. Takes over the arrays: the caller must not write to them any
    /// more.</summary>
    /// <param name="name">The data set's word in recipes.</param>
    /// <param name="height">Rows of an image, >= 1.</param>
    /// <param name="width">Columns of an image, >= 1.</param>
    /// <param name="pixels">uint8 [N, H, W, 3].</param>
    /// <param name="labels">[N], each an index of <paramref name="classNames"/>.</param>
    /// <param name="classNames">One name for each class.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or a label names no class.</exception>
    public ImageSet(string name, int height, int width, byte[] pixels, int[] labels, ImmutableArray<string> classNames)
        : this(name, Held(pixels, labels.Length, height, width), labels, classNames)
    {
    }

    /// <summary>Images wherever they lie.</summary>
    /// <param name="name">The data set's word in recipes.</param>
    /// <param name="source">The images.</param>
    /// <param name="labels">[N], each an index of <paramref name="classNames"/>; null for images without.</param>
    /// <param name="classNames">One name for each class.</param>
    internal ImageSet(string name, IPixelSource source, int[]? labels, ImmutableArray<string> classNames)
    {
        (Name, Source, ClassNames, HasLabels, _labels) = (name, source, classNames, labels is not null, labels ?? []);
        if (HasLabels && _labels.Length != source.Count)
        {
            throw new ArgumentException($"{_labels.Length} labels for {source.Count} images");
        }

        if (Array.FindIndex(_labels, label => (uint)label >= (uint)classNames.Length) is >= 0 and var row)
        {
            throw new ArgumentException($"image {row} has label {_labels[row]}, there are {classNames.Length} classes");
        }

        _hash = new Lazy<string>(Digest);
    }

    /// <summary>The data set's word in recipes: "cifar10".</summary>
    public string Name { get; }

    /// <summary>How many images, N.</summary>
    public int Count => Source.Count;

    /// <summary>Rows of an image.</summary>
    public int Height => Source.Height;

    /// <summary>Columns of an image.</summary>
    public int Width => Source.Width;

    /// <summary>Bytes of one image: H * W * 3.</summary>
    public int ImageBytes => Height * Width * Channels;

    /// <summary>The classes; a label is an index into it.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>False where the images come without labels.</summary>
    public bool HasLabels { get; }

    /// <summary>All labels, [N], each in 0 .. classes - 1; empty for images without.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>SHA-256 of sizes, class names, labels and pixels, lower-case hexadecimal: equal sets, equal text. The
    /// first call reads every image.</summary>
    public string Sha256 => _hash.Value;

    /// <summary>True where the images are in memory.</summary>
    public bool IsResident => Source is ResidentPixels;

    /// <summary>Where the images lie.</summary>
    internal IPixelSource Source { get; }

    /// <summary>One image, uint8 [H, W, 3].</summary>
    /// <exception cref="InvalidDataException">Its file is damaged.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        if (Source is ResidentPixels held)
        {
            return held.Image(index);
        }

        var image = GC.AllocateUninitializedArray<byte>(ImageBytes);
        Source.Read(index, image);
        return image;
    }

    /// <summary>Copies images that follow each other.</summary>
    /// <param name="first">Index of the first one.</param>
    /// <param name="images">uint8 [n, H, W, 3], written.</param>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public void Read(int first, Span<byte> images)
    {
        for (var at = 0; at < images.Length; at += ImageBytes)
        {
            Source.Read(first + (at / ImageBytes), images.Slice(at, ImageBytes));
        }
    }

    /// <summary>The images at the given indices, in that order: a copy where they are in memory.</summary>
    public ImageSet Select(ReadOnlySpan<int> indices)
    {
        var labels = new int[HasLabels ? indices.Length : 0];
        for (var row = 0; row < labels.Length; row++)
        {
            labels[row] = _labels[indices[row]];
        }

        IPixelSource chosen = Source is ResidentPixels held
            ? held.Select(indices)
            : new SelectedPixels(Source, indices.ToArray());
        return new ImageSet(Name, chosen, HasLabels ? labels : null, ClassNames);
    }

    /// <summary>The same labels for other pixels.</summary>
    internal ImageSet With(IPixelSource source) => new(Name, source, HasLabels ? _labels : null, ClassNames);

    private static ResidentPixels Held(byte[] pixels, int count, int height, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return pixels.LongLength == (long)count * height * width * Channels
            ? new ResidentPixels(pixels, count, height, width)
            : throw new ArgumentException($"{pixels.LongLength} bytes are not {count} images of {height} x {width}");
    }

    private string Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Count} {Height} {Width}\n{string.Join('\n', ClassNames)}\n"));
        var label = new byte[sizeof(int)];
        foreach (var value in _labels)
        {
            BinaryPrimitives.WriteInt32LittleEndian(label, value);
            hash.AppendData(label);
        }

        for (var row = 0; row < Count; row++)
        {
            hash.AppendData(Image(row));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
