using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;

namespace Grid.Learning.Stages;

/// <summary>The settings of a synthesis in the stage's own types.</summary>
internal sealed record SynthesisPlan
{
    /// <summary>How images are sampled.</summary>
    public required SamplingPlan Sampling { get; init; }

    /// <summary>Synthetic images of each image, K.</summary>
    public required int Candidates { get; init; }

    /// <summary>Every random draw derives from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the network computes in: "fp32" or "bf16".</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Synthetic images in all.</summary>
    public required long Samples { get; init; }

    /// <summary>Reads a resolved recipe.</summary>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    public static Result<SynthesisPlan> Of(Settings recipe, DiffusionPlan model, ImageSet images)
    {
        var candidates = recipe.Integer(StageCatalog.Candidates);
        var steps = recipe.Integer("diffusion.sample_steps");
        var strength = recipe.Number(StageCatalog.Interpolation);
        Diagnostic[] faults = [.. Check(candidates, steps, strength, model, images)];
        return faults.Length > 0 ? Result<SynthesisPlan>.Invalid([.. faults]) : Result<SynthesisPlan>.Valid(new()
        {
            Sampling = new SamplingPlan
            {
                Noise = model.Noise,
                Steps = recipe.Text("diffusion.sampler") == "ddpm"
                    ? ReverseStep.Ddpm(model.Noise)
                    : ReverseStep.Ddim(model.Noise, steps, recipe.Number("diffusion.eta")),
                Interpolation = strength,
                Guidance = recipe.Number("diffusion.guidance"),
                Clips = recipe.Flag("diffusion.clip_images"),
            },
            Candidates = candidates,
            Seed = model.Seed,
            Samples = (long)images.Count * candidates,
        });
    }

    /// <summary>The plan on a device that computes in some precision.</summary>
    public SynthesisPlan In(string precision) =>
        this with { Precision = precision, Sampling = Sampling with { Type = DiffusionPlan.TypeOf(precision) } };

    /// <summary>Image and candidate of a sample: all candidates of an image come one after the other.</summary>
    public (long Image, int Candidate) SampleAt(long index) => (index / Candidates, (int)(index % Candidates));

    private static IEnumerable<Diagnostic> Check(
        int candidates, int steps, double strength, DiffusionPlan model, ImageSet images)
    {
        if (candidates < 1)
        {
            yield return new(StageCatalog.Candidates, $"must be at least 1, found {candidates}", "try 1 or 8");
        }

        if (strength is not (>= 0 and <= 1))
        {
            yield return new(StageCatalog.Interpolation, $"must be between 0 and 1, found {strength}",
                "0.1 is mostly the anchor, 1 ignores it");
        }

        if (steps < 1 || steps > model.Noise.Times)
        {
            yield return new("diffusion.sample_steps", $"{steps} is not between 1 and the {model.Noise.Times} times",
                "try 20 to 100");
        }

        var bytes = (long)images.Count * candidates * images.ImageBytes;
        if (bytes > CandidateArray.MaxBytes)
        {
            yield return new(StageCatalog.Candidates, $"{candidates} for {images.Count} images take {bytes} bytes, "
                + $"a file holds {CandidateArray.MaxBytes}", "ask for fewer candidates");
        }
    }
}
