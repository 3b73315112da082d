using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, K = candidates of each, F = features.

/// <summary>How synthetic positives lie to the images they were made of, in the features of a network.</summary>
/// <param name="Frechet">
/// The squared Fréchet distance between the features of all candidates and of all images, >= 0: the FID where a network
/// for it makes the features.
/// </param>
/// <param name="OwnNearer">
/// Percent of the candidates that are nearer, by cosine, to their own image than to another one of its class, or to any
/// where there are no classes: 50 where candidates have nothing of their images but the class.
/// </param>
public sealed record CandidateDistance(double Frechet, double OwnNearer)
{
    /// <summary>Measures both.</summary>
    /// <param name="images">N images.</param>
    /// <param name="candidates">N times K candidates.</param>
    /// <param name="encode">Features [n, F] of n images; this disposes of them.</param>
    public static Result<CandidateDistance> Of(
        ImageSet images, CandidateArray candidates, Func<ImageSet, Result<Tensor>> encode) =>
        Encode(images, encode).Then(first =>
        {
            using var real = first;
            return Encode(candidates.Images, encode).Then(second =>
            {
                using var synthetic = second;
                return Result<CandidateDistance>.Valid(new(
                    Distance(real, synthetic), Nearer(real, synthetic, Rivals(images))));
            });
        });

    private static Result<Tensor> Encode(ImageSet images, Func<ImageSet, Result<Tensor>> encode) =>
        encode(images).Then(features =>
        {
            if (features.size(0) > 1 && AreFinite(features))
            {
                return Result<Tensor>.Valid(features);
            }

            features.Dispose();
            return Result<Tensor>.Invalid(new Diagnostic($"features of {images.Count} images",
                "are not two rows or more of finite numbers", "take another network, or more images"));
        });

    private static bool AreFinite(Tensor features)
    {
        using var scope = NewDisposeScope();
        return features.isfinite().all().item<bool>();
    }

    private static double Distance(Tensor real, Tensor synthetic)
    {
        using var first = GaussianFit.Of(real);
        using var second = GaussianFit.Of(synthetic);
        return FrechetDistance.Of(first, second);
    }

    /// <summary>For each image another one: the next of its class, or of the set where there are no classes.</summary>
    private static long[] Rivals(ImageSet images)
    {
        var rivals = new long[images.Count];
        var classes = Enumerable.Range(0, images.Count).GroupBy(x => images.HasLabels ? images.Labels.Span[x] : 0);
        foreach (int[] same in classes.Select(x => x.ToArray()))
        {
            foreach (var (place, image) in same.Index())
            {
                rivals[image] = same[(place + 1) % same.Length];
            }
        }

        return rivals;
    }

    private static double Nearer(Tensor real, Tensor synthetic, long[] rivals)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var count = real.size(0);
        var images = nn.functional.normalize(real, p: 2, dim: 1).unsqueeze(1);
        var candidates = nn.functional.normalize(synthetic, p: 2, dim: 1).view(count, -1, real.size(1));
        var others = images.index_select(0, tensor(rivals));
        var own = candidates.mul(images).sum(2);
        return 100 * own.gt(candidates.mul(others).sum(2)).to(ScalarType.Float64).mean().item<double>();
    }
}
