using Grid.Learning.Data;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

// N = batch, H, W = rows and columns of an image.

/// <summary>Writes augmented views, uint8 [2, N, H, W, 3], of the images at some rows; keyed by seed, step and
/// row.</summary>
internal delegate void ViewWriter(ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views);

/// <summary>The views of one batch, in one array that every step writes again.</summary>
internal sealed class ViewBatch : IDisposable
{
    private readonly ImageSet _images;
    private readonly ViewWriter _writer;
    private readonly Pixels _pixels;
    private readonly byte[] _views;
    private readonly Tensor _tensor;

    /// <summary>Room for two views of each image of a batch.</summary>
    internal ViewBatch(ImageSet images, int batch, ViewWriter writer, Pixels pixels)
    {
        (_images, _writer, _pixels) = (images, writer, pixels);
        _views = GC.AllocateUninitializedArray<byte>(2 * batch * images.ImageBytes);
        _tensor = Pixels.Of(_views, 2 * batch, images.Height, images.Width).DetachFromDisposeScope();
    }

    /// <summary>Normalised views of the images at some rows, view-major [2N, 3, H, W].</summary>
    internal Tensor Next(ReadOnlySpan<int> rows, ulong seed, long step)
    {
        _writer(_images, rows, seed, step, _views);
        return _pixels.Normalize(_tensor);
    }

    /// <inheritdoc/>
    public void Dispose() => _tensor.Dispose();
}
