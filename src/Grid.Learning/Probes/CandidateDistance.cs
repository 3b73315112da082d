using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using TorchSharp;

namespace Grid.Learning.Probes;

/// <summary>How far synthetic positives are from the images they were made of.</summary>
public static class CandidateDistance
{
    /// <summary>
    /// The squared Fréchet distance between features of all candidates and of all images: the FID where a network for
    /// it makes the features.
    /// </summary>
    /// <param name="images">N images.</param>
    /// <param name="candidates">N times K candidates.</param>
    /// <param name="encode">Features [n, F] of n images; this disposes of them.</param>
    public static Result<double> Of(
        ImageSet images, CandidateArray candidates, Func<ImageSet, Result<torch.Tensor>> encode) =>
        Fit(images, encode).Then(first =>
        {
            using var real = first;
            return Fit(candidates.Images, encode).Then(second =>
            {
                using var synthetic = second;
                return Result<double>.Valid(FrechetDistance.Of(real, synthetic));
            });
        });

    private static Result<GaussianFit> Fit(ImageSet images, Func<ImageSet, Result<torch.Tensor>> encode) =>
        encode(images).Then(encoded =>
        {
            using var features = encoded;
            try
            {
                return Result<GaussianFit>.Valid(GaussianFit.Of(features));
            }
            catch (ArgumentException)
            {
                return Result<GaussianFit>.Invalid(new Diagnostic($"features of {images.Count} images",
                    "are not two rows or more of finite numbers", "take another network, or more images"));
            }
        });
}
