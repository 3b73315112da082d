using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Grid.Learning.Data;

/// <summary>
/// Labelled colour images of one size, resident in memory as uint8 [N, H, W, 3] (rows of R, G, B triples), so that a
/// batch is a gather and never touches a disk. Immutable; safe to share between runs and threads.
/// </summary>
public sealed class ImageSet
{
    /// <summary>Colour channels of every image.</summary>
    public const int Channels = 3;

    private readonly byte[] _pixels;
    private readonly int[] _labels;
    private readonly Lazy<string> _hash;

    /// <summary>Takes over the arrays: the caller must not write to them any more.</summary>
    /// <param name="name">The data set's word in recipes.</param>
    /// <param name="height">Rows of an image, >= 1.</param>
    /// <param name="width">Columns of an image, >= 1.</param>
    /// <param name="pixels">uint8 [N, H, W, 3].</param>
    /// <param name="labels">[N], each an index of <paramref name="classNames"/>.</param>
    /// <param name="classNames">One name for each class.</param>
    /// <exception cref="ArgumentException">The sizes do not fit each other, or a label names no class.</exception>
    public ImageSet(string name, int height, int width, byte[] pixels, int[] labels, ImmutableArray<string> classNames)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (pixels.LongLength != (long)labels.Length * height * width * Channels)
        {
            throw new ArgumentException(
                $"{pixels.LongLength} bytes are not {labels.Length} images of {height} x {width}");
        }

        if (Array.FindIndex(labels, label => (uint)label >= (uint)classNames.Length) is >= 0 and var row)
        {
            throw new ArgumentException($"image {row} has label {labels[row]}, there are {classNames.Length} classes");
        }

        (Name, Height, Width, ClassNames) = (name, height, width, classNames);
        (_pixels, _labels) = (pixels, labels);
        _hash = new Lazy<string>(Digest);
    }

    /// <summary>The data set's word in recipes: "cifar10".</summary>
    public string Name { get; }

    /// <summary>How many images, N.</summary>
    public int Count => _labels.Length;

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Bytes of one image: H * W * 3.</summary>
    public int ImageBytes => Height * Width * Channels;

    /// <summary>The classes; a label is an index into it.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>All images, uint8 [N, H, W, 3]; its array can be wrapped as a tensor without a copy.</summary>
    public ReadOnlyMemory<byte> Pixels => _pixels;

    /// <summary>All labels, [N], each in 0 .. classes - 1.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>SHA-256 of sizes, class names, labels and pixels, lower-case hexadecimal: equal sets, equal text.</summary>
    public string Sha256 => _hash.Value;

    /// <summary>One image, uint8 [H, W, 3].</summary>
    public ReadOnlySpan<byte> Image(int index) => _pixels.AsSpan(index * ImageBytes, ImageBytes);

    /// <summary>A copy of the images at the given indices, in that order.</summary>
    public ImageSet Select(ReadOnlySpan<int> indices)
    {
        var pixels = GC.AllocateUninitializedArray<byte>(indices.Length * ImageBytes);
        var labels = new int[indices.Length];
        for (var row = 0; row < indices.Length; row++)
        {
            Image(indices[row]).CopyTo(pixels.AsSpan(row * ImageBytes));
            labels[row] = _labels[indices[row]];
        }

        return new ImageSet(Name, Height, Width, pixels, labels, ClassNames);
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

        hash.AppendData(_pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
