using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Diffusion;

// N = images, K = candidates, H, W = rows and columns of an image.

/// <summary>
/// Synthetic positives of a data set: a NumPy file of format 1.0, uint8 [N, K, H, W, 3]; row n belongs to image n. A
/// remark in its header, which NumPy passes over, tells from which images it was made.
/// </summary>
public sealed class CandidateArray
{
    private const string Remark = "of images ";

    /// <summary>Most bytes of images: one array must hold them.</summary>
    public const long MaxBytes = int.MaxValue - 1024;

    private readonly Pixels _pixels;

    private CandidateArray(ReadOnlyMemory<byte> pixels, int candidates, ImageSet images)
    {
        _pixels = new Pixels(pixels, images.Count * candidates, images.Height, images.Width);
        Candidates = candidates;
        Images = new ImageSet(images.Name, _pixels, labels: null, []);
    }

    /// <summary>K.</summary>
    public int Candidates { get; }

    /// <summary>All candidates as one set without labels.</summary>
    public ImageSet Images { get; }

    /// <summary>Where a candidate of an image is among <see cref="Images"/>.</summary>
    /// <param name="image">0 .. N - 1.</param>
    /// <param name="candidate">0 .. K - 1.</param>
    public int At(int image, int candidate) => (image * Candidates) + candidate;

    /// <summary>A candidate of an image, uint8 [H, W, 3].</summary>
    /// <param name="image">0 .. N - 1.</param>
    /// <param name="candidate">0 .. K - 1.</param>
    public ReadOnlySpan<byte> Image(int image, int candidate) =>
        _pixels.Image(At(image, candidate));

    /// <summary>A file for the candidates of a data set, with zeros for pixels.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="candidates">K, >= 1.</param>
    /// <param name="pixels">Where the pixels go, uint8 [N, K, H, W, 3].</param>
    public static byte[] Empty(ImageSet images, int candidates, out Memory<byte> pixels)
    {
        var header = NpyHeader.Encode(
            "|u1", [images.Count, candidates, images.Height, images.Width, ImageSet.Channels], Remark + images.Sha256);
        var file = new byte[checked(header.Length + (images.Count * candidates * images.ImageBytes))];
        header.CopyTo(file, 0);
        pixels = file.AsMemory(header.Length);
        return file;
    }

    /// <summary>Reads a file and holds it against the images that it is for.</summary>
    /// <param name="field">What faults are about: a path or a blob's name.</param>
    /// <param name="file">A whole file; kept, not copied.</param>
    /// <param name="images">The images, N of H x W.</param>
    public static Result<CandidateArray> Read(string field, ReadOnlyMemory<byte> file, ImageSet images)
    {
        Result<CandidateArray> Fault(string message) => Result<CandidateArray>.Invalid(new Diagnostic(field, message,
            "give the array that was made from these images, in their order"));
        NpyHeader header;
        try
        {
            header = NpyHeader.Parse(file.Span);
        }
        catch (InvalidDataException fault)
        {
            return Fault(fault.Message);
        }

        var shape = header.Shape;
        if (header.Type != "|u1" || shape.Length != 5 || shape[1] < 1
            || !shape.SequenceEqual([images.Count, shape[1], images.Height, images.Width, ImageSet.Channels]))
        {
            return Fault($"holds {header.Type} [{string.Join(", ", shape)}], these images want |u1 "
                + $"[{images.Count}, K, {images.Height}, {images.Width}, 3]");
        }

        if (header.Remark.StartsWith(Remark, StringComparison.Ordinal) && header.Remark != Remark + images.Sha256)
        {
            return Fault("was made from other images, or these have another order");
        }

        var wanted = shape[1] * images.Count * images.ImageBytes;
        return file.Length - header.Bytes == wanted
            ? Result<CandidateArray>.Valid(new(file[header.Bytes..], (int)shape[1], images))
            : Fault($"has {file.Length - header.Bytes} bytes of pixels instead of {wanted}");
    }

    /// <summary>The pixels where the file has them.</summary>
    private sealed class Pixels(ReadOnlyMemory<byte> bytes, int count, int height, int width) : IPixelSource
    {
        private readonly int _imageBytes = height * width * ImageSet.Channels;

        public int Count => count;

        public int Height => height;

        public int Width => width;

        public ReadOnlySpan<byte> Image(int index) => bytes.Span.Slice(index * _imageBytes, _imageBytes);

        public void Read(int index, Span<byte> image) => Image(index).CopyTo(image);
    }
}
