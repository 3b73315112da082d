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
    private readonly int _parts;

    /// <summary>Room for two views of each image of a batch.</summary>
    /// <param name="images">The training images.</param>
    /// <param name="batch">N.</param>
    /// <param name="parts">Equal parts in which a batch is given.</param>
    /// <param name="writer">Paints.</param>
    /// <param name="pixels">The normalisation.</param>
    internal ViewBatch(ImageSet images, int batch, int parts, ViewWriter writer, Pixels pixels)
    {
        (_images, _parts, _writer, _pixels) = (images, parts, writer, pixels);
        _views = GC.AllocateUninitializedArray<byte>(checked(2 * batch * images.ImageBytes));
        _tensor = Pixels.Of(_views, 2 * batch, images.Height, images.Width).DetachFromDisposeScope();
    }

    /// <summary>Paints views of the images at some rows.</summary>
    internal void Paint(ReadOnlySpan<int> rows, ulong seed, long step) => _writer(_images, rows, seed, step, _views);

    /// <summary>The normalised views of one part of the batch, view-major [2N / parts, 3, H, W].</summary>
    internal Tensor Part(int index)
    {
        using var scope = NewDisposeScope();
        var (batch, height, width) = (_tensor.size(0) / 2, _tensor.size(1), _tensor.size(2));
        var size = batch / _parts;
        var bytes = _tensor.view(2, batch, height, width, ImageSet.Channels).narrow(1, index * size, size)
            .reshape(2 * size, height, width, ImageSet.Channels);
        return _pixels.Normalize(bytes).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _tensor.Dispose();
}
