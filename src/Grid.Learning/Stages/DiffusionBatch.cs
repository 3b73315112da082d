using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Stages;

// N = batch, H, W = rows and columns of an image.

/// <summary>What a step of diffusion training learns from; the caller disposes it.</summary>
/// <param name="Noised">float32 [N, 3, H, W], channels-last.</param>
/// <param name="Noise">What was added, likewise.</param>
/// <param name="Times">int64 [N].</param>
/// <param name="Labels">int64 [N], class + 1, or all <see cref="UNet.NoClass"/>.</param>
internal sealed record DiffusionBatch(Tensor Noised, Tensor Noise, Tensor Times, Tensor Labels);

/// <summary>Draws the batches of diffusion training: half of the images mirrored, a time and noise for each.</summary>
/// <param name="plan">What is trained.</param>
/// <param name="images">From where.</param>
/// <param name="device">Where batches are wanted. They are drawn on the processor, so that devices agree.</param>
internal sealed class DiffusionBatches(DiffusionPlan plan, ImageSet images, Device device)
{
    private readonly byte[] _bytes = new byte[plan.Batch * images.ImageBytes];

    /// <summary>The batch of a step; depends on the plan's seed, step and rows alone.</summary>
    internal DiffusionBatch Next(ReadOnlySpan<int> rows, long step)
    {
        using var scope = NewDisposeScope();
        var draws = Draws.Of(plan.Seed, (ulong)RandomPurpose.Diffusion, (ulong)step);
        var dropsLabels = draws.Chance(plan.LabelDrop);
        var (times, labels) = (new long[rows.Length], new long[rows.Length]);
        var mirrored = new bool[rows.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            images.Image(rows[row]).CopyTo(_bytes.AsSpan(row * images.ImageBytes));
            times[row] = draws.Below(plan.Noise.Times);
            mirrored[row] = draws.Chance(0.5);
            labels[row] = dropsLabels || !plan.Network.IsConditional
                ? UNet.NoClass
                : images.Labels.Span[rows[row]] + 1;
        }

        var bytes = Pixels.Of(_bytes, rows.Length, images.Height, images.Width);
        bytes = where(tensor(mirrored).view(-1, 1, 1, 1), bytes.flip(2), bytes);
        using var generator = RandomKey.Generator(draws.Next());
        var noise = empty([rows.Length, images.Height, images.Width, ImageSet.Channels])
            .normal_(0, 1, generator).permute(0, 3, 1, 2);
        var noised = plan.Noise.Noised(ImageBytes.Spread(bytes), noise, times);
        Tensor There(Tensor x) => x.to(device).MoveToOuterDisposeScope();
        return new(There(noised), There(noise), There(tensor(times)), There(tensor(labels)));
    }
}
