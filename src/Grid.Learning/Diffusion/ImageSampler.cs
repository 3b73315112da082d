using System.Collections.Immutable;
using Grid.Learning.Data;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = samples, H, W = rows and columns of an image.

/// <summary>How images are sampled from a U-Net.</summary>
public sealed record SamplingPlan
{
    /// <summary>The times that the network was trained for.</summary>
    public required NoiseSchedule Noise { get; init; }

    /// <summary>The steps from noise to images.</summary>
    public required ImmutableArray<ReverseStep> Steps { get; init; }

    /// <summary>Weight of the random path against the anchor's, in [0, 1]; of the unconditional network.</summary>
    public required double Interpolation { get; init; }

    /// <summary>Strength of guidance, >= 0; of the class-conditional network, which has no anchors.</summary>
    public required double Guidance { get; init; }

    /// <summary>True: the clean image that a step implies is kept within [-1, 1].</summary>
    public bool Clips { get; init; }

    /// <summary>float32 or bfloat16: what the network computes in.</summary>
    public ScalarType Type { get; init; } = ScalarType.Float32;
}

/// <summary>
/// Samples synthetic positives: images that share what a training image is about, or its class. A sample depends on the
/// seed, its image and its candidate number, and on nothing else that is sampled.
/// </summary>
/// <param name="network">Without dropout.</param>
/// <param name="plan">How.</param>
/// <param name="images">The anchors, and where the classes come from.</param>
/// <param name="seed">Another seed, other samples.</param>
public sealed class ImageSampler(UNet network, SamplingPlan plan, ImageSet images, ulong seed)
{
    /// <summary>
    /// Images that pass the network together, always so many. Kernels are chosen by the size of a batch and may round
    /// differently for each; with one size there is one rounding.
    /// </summary>
    public const int Together = 16;

    /// <summary>Samples in batches of <see cref="Together"/>.</summary>
    /// <param name="samples">Image and candidate of each sample, N >= 1.</param>
    /// <param name="beat">Called before every step; may throw to give up.</param>
    /// <returns>uint8 [N, H, W, 3].</returns>
    /// <exception cref="NotFiniteNumberException">The network gives numbers that are not finite.</exception>
    public byte[] Sample(IReadOnlyList<(long Image, int Candidate)> samples, Action? beat = null)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(samples.Count * images.ImageBytes);
        for (var at = 0; at < samples.Count; at += Together)
        {
            var count = Math.Min(Together, samples.Count - at);
            // The last batch is filled up with its last sample.
            var batch = Enumerable.Range(at, Together).Select(x => samples[Math.Min(x, at + count - 1)]).ToArray();
            using var scope = NewDisposeScope();
            using var wanted = SampleBatch(batch, beat).narrow(0, 0, count).contiguous();
            wanted.bytes.CopyTo(bytes.AsSpan(at * images.ImageBytes));
        }

        return bytes;
    }

    private Tensor SampleBatch((long Image, int Candidate)[] samples, Action? beat)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var noise = new SampleNoise(seed, samples, images.Height, images.Width, network.Device);
        var predict = network.Spec.IsConditional ? Guided(samples) : Anchored(samples, noise);
        predict = plan.Clips ? ReverseProcess.Clipped(plan.Noise, predict) : predict;
        var end = ReverseProcess.Run(plan.Steps, noise.Draw(RandomPurpose.SampleStart, 0), predict,
            step => noise.Draw(RandomPurpose.SampleNoise, step.Index), _ => beat?.Invoke());
        return ImageBytes.Cut(end).cpu().permute(0, 2, 3, 1).MoveToOuterDisposeScope();
    }

    private NoisePredictor Anchored((long Image, int Candidate)[] samples, SampleNoise noise)
    {
        var bytes = new byte[samples.Length * images.ImageBytes];
        foreach (var (row, sample) in samples.Index())
        {
            images.Image((int)sample.Image).CopyTo(bytes.AsSpan(row * images.ImageBytes));
        }

        using var chosen = Pixels.Of(bytes, samples.Length, images.Height, images.Width);
        return ReverseProcess.Anchored(plan.Noise, ImageBytes.Spread(chosen).to(network.Device),
            step => noise.Draw(RandomPurpose.AnchorNoise, step.Index), (x, anchor, step) =>
            {
                using var scope = NewDisposeScope();
                return Interpolation.Predict(network, x.to(plan.Type), anchor.to(plan.Type), Time(step),
                    plan.Interpolation).MoveToOuterDisposeScope();
            });
    }

    private NoisePredictor Guided((long Image, int Candidate)[] samples)
    {
        var labels = tensor(
            samples.Select(x => images.Labels.Span[(int)x.Image] + 1L).ToArray(), device: network.Device);
        var none = zeros_like(labels);
        NoisePredictor For(Tensor classes) => (x, step) =>
        {
            using var scope = NewDisposeScope();
            return network.Predict(x.to(plan.Type), Time(step), classes).MoveToOuterDisposeScope();
        };
        return ReverseProcess.Guided(For(labels), For(none), plan.Guidance);
    }

    private Tensor Time(ReverseStep step) => tensor(new[] { (long)step.Time }, device: network.Device);
}
