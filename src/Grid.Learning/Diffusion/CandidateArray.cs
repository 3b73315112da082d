using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Diffusion;

// N = images, K = candidates, H, W = rows and columns of an image.

/// <summary>
/// Synthetic positives of a data set: a NumPy file of format 1.0, uint8 [N, K, H, W, 3]; row n belongs to image n.
/// </summary>
public sealed class CandidateArray
{
    /// <summary>Most bytes of images: one array must hold them.</summary>
    public const long MaxBytes = int.MaxValue - 1024;

    private readonly ReadOnlyMemory<byte> _pixels;
    private readonly int _imageBytes;

    private CandidateArray(ReadOnlyMemory<byte> pixels, int candidates, int imageBytes) =>
        (_pixels, Candidates, _imageBytes) = (pixels, candidates, imageBytes);

    /// <summary>K.</summary>
    public int Candidates { get; }

    /// <summary>A candidate of an image, uint8 [H, W, 3].</summary>
    /// <param name="image">0 .. N - 1.</param>
    /// <param name="candidate">0 .. K - 1.</param>
    public ReadOnlySpan<byte> Image(int image, int candidate) =>
        _pixels.Span.Slice(((image * Candidates) + candidate) * _imageBytes, _imageBytes);

    /// <summary>A file for the candidates of a data set, with zeros for pixels.</summary>
    /// <param name="images">The data set.</param>
    /// <param name="candidates">K, >= 1.</param>
    /// <param name="pixels">Where the pixels go, uint8 [N, K, H, W, 3].</param>
    public static byte[] Empty(ImageSet images, int candidates, out Memory<byte> pixels)
    {
        var header = NpyHeader.Encode(
            "|u1", images.Count, candidates, images.Height, images.Width, ImageSet.Channels);
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

        var wanted = shape[1] * images.Count * images.ImageBytes;
        return file.Length - header.Bytes == wanted
            ? Result<CandidateArray>.Valid(new(file[header.Bytes..], (int)shape[1], images.ImageBytes))
            : Fault($"has {file.Length - header.Bytes} bytes of pixels instead of {wanted}");
    }
}
