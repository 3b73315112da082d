using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

// N = batch, V = views of an image, K = candidates, H, W = rows and columns of an image.

/// <summary>Writes augmented views, uint8 [V, N, H, W, 3], of the images at some rows; keyed by seed, step and the
/// view's place among all of the step.</summary>
internal delegate void ViewWriter(
    ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first = 0);

/// <summary>The views of one batch, in one array that every step writes again.</summary>
internal sealed class ViewBatch : IDisposable
{
    private const int Own = 2;

    private readonly ImageSet _images;
    private readonly CandidateArray? _candidates;
    private readonly ViewWriter _writer;
    private readonly Pixels _pixels;
    private readonly byte[] _views;
    private readonly Tensor _tensor;
    private readonly int _parts;

    /// <summary>Room for the views of each image of a batch.</summary>
    /// <param name="plan">How many, and in how many parts they are given.</param>
    /// <param name="images">The training images.</param>
    /// <param name="candidates">Where third views come from; null where they are of the images, too.</param>
    /// <param name="writer">Paints.</param>
    /// <param name="pixels">The normalisation.</param>
    internal ViewBatch(
        TrainingPlan plan, ImageSet images, CandidateArray? candidates, ViewWriter writer, Pixels pixels)
    {
        (_images, _candidates, _parts, _writer, _pixels) = (images, candidates, plan.Parts, writer, pixels);
        var (views, batch) = (plan.Method.Needs.Views, plan.Batch);
        _views = GC.AllocateUninitializedArray<byte>(checked(views * batch * images.ImageBytes));
        using var flat = Pixels.Of(_views, views * batch, images.Height, images.Width);
        _tensor = flat.view(views, batch, images.Height, images.Width, ImageSet.Channels).DetachFromDisposeScope();
    }

    /// <summary>Paints views of the images at some rows.</summary>
    internal void Paint(ReadOnlySpan<int> rows, ulong seed, long step)
    {
        var own = Own * rows.Length;
        var ownBytes = _candidates is null ? _views.Length : own * _images.ImageBytes;
        _writer(_images, rows, seed, step, _views.AsSpan(0, ownBytes));
        if (_candidates is not null)
        {
            _writer(_candidates.Images, Choose(_candidates, rows, seed, step), seed, step, _views.AsSpan(ownBytes),
                own);
        }
    }

    /// <summary>The normalised views of one part of the batch, view-major [V N / parts, 3, H, W].</summary>
    internal Tensor Part(int index)
    {
        using var scope = NewDisposeScope();
        var size = _tensor.size(1) / _parts;
        return _pixels.Normalize(_tensor.narrow(1, index * size, size).flatten(0, 1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _tensor.Dispose();

    /// <summary>One candidate of each image, another one at every visit.</summary>
    private static int[] Choose(CandidateArray candidates, ReadOnlySpan<int> rows, ulong seed, long step)
    {
        var draws = Draws.Of(seed, (ulong)RandomPurpose.Candidate, (ulong)step);
        var chosen = new int[rows.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            chosen[at] = candidates.At(rows[at], draws.Below(candidates.Candidates));
        }

        return chosen;
    }
}
