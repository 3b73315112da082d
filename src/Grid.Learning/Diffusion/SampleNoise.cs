using Grid.Learning.Data;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = samples, H, W = rows and columns of an image.

/// <summary>
/// The noise of samples, each from a stream of its own: it depends on the seed, the image and the candidate, never on
/// which samples are drawn together.
/// </summary>
/// <param name="seed">The stage's seed.</param>
/// <param name="samples">Image and candidate of each sample.</param>
/// <param name="height">H.</param>
/// <param name="width">W.</param>
/// <param name="device">Where the noise is wanted. It is drawn on the processor, so that devices agree.</param>
internal sealed class SampleNoise(
    ulong seed, IReadOnlyList<(long Image, int Candidate)> samples, int height, int width, Device device)
{
    private readonly ulong[] _streams =
        [.. samples.Select(x => Draws.Of(seed, (ulong)x.Image, (ulong)x.Candidate).Next())];

    /// <summary>Standard normal noise, float32 [N, 3, H, W], channels-last.</summary>
    /// <param name="purpose">What it is for.</param>
    /// <param name="step">Index of the step.</param>
    internal Tensor Draw(RandomPurpose purpose, int step)
    {
        using var scope = NewDisposeScope();
        var all = empty([_streams.Length, height, width, ImageSet.Channels]);
        for (var row = 0; row < _streams.Length; row++)
        {
            using var generator = RandomKey.Generator(RandomKey.Of(_streams[row], purpose, (ulong)step));
            using var one = all.select(0, row);
            one.normal_(0, 1, generator);
        }

        return all.to(device).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
