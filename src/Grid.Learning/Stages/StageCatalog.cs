using System.Collections.Immutable;
using Grid.Core.Recipes;
using static Grid.Core.Recipes.SettingMakers;

namespace Grid.Learning.Stages;

/// <summary>
/// The shared stages of runs with synthetic positives, as data; reading it loads no native code. A stage is built from
/// exactly its own settings, those of its inputs and the data's; "diffusion.seed" is the seed of both.
/// </summary>
public static class StageCatalog
{
    /// <summary>Training of a diffusion model.</summary>
    public const string Diffusion = "diffusion";

    /// <summary>Sampling of synthetic positives.</summary>
    public const string Synthesis = "synthesis";

    /// <summary>Weight of the random path.</summary>
    public const string Interpolation = "method.interpolation";

    /// <summary>Synthetic images of each image.</summary>
    public const string Candidates = "method.candidates";

    /// <summary>File of a trained model.</summary>
    public const string Weights = "diffusion.weights";

    /// <summary>SHA-256 of the file of a trained model.</summary>
    public const string WeightsHash = "diffusion.weights_sha256";

    /// <summary>Both, each after those it builds on.</summary>
    public static ImmutableArray<StageSpec> All { get; } =
    [
        new()
        {
            Name = Diffusion,
            Summary = "Trains a diffusion model on the training images",
            Extension = ".safetensors",
            Format = 1,
            Settings = SettingsOfDiffusion(),
        },
        new()
        {
            Name = Synthesis,
            Summary = "Samples synthetic positives of every training image",
            Inputs = [Diffusion],
            Extension = ".npy",
            Format = 1,
            Settings = SettingsOfSynthesis(),
        },
    ];

    /// <summary>The blob with the contact sheet, a PNG, that lies beside the output of a synthesis.</summary>
    public static string SheetOf(string output) => output + ".png";

    private static ImmutableArray<Setting> SettingsOfDiffusion() =>
    [
        Integer("diffusion.channels", 128, 1, "Channels of the U-Net's first level; a multiple of diffusion.groups"),
        Word("diffusion.multipliers", "1,2,2,2", "Channels of each level, as multiples of the first's"),
        Word("diffusion.attention", "1", "Levels that attend, from 0, with commas between; or none"),
        Integer("diffusion.blocks", 2, 1, "Residual blocks of a level"),
        Integer("diffusion.groups", 32, 1, "Groups of every normalisation"),
        Number("diffusion.dropout", 0.1, 0, 0.99, "Part of the activations that training drops"),
        Integer("diffusion.times", 1000, 2, "Times of the noise schedule"),
        Number("diffusion.beta_first", 1e-4, 1e-8, 0.999, "Variance that the first time adds"),
        Number("diffusion.beta_last", 0.02, 1e-8, 0.999, "Variance that the last time adds"),
        Integer("diffusion.epochs", 2000, 1, "Passes over the training images"),
        Integer("diffusion.batch", 128, 1, "Images of a step"),
        Number("diffusion.lr", 2e-4, 0, 1, "Learning rate of Adam after the warm-up"),
        Integer("diffusion.warmup_steps", 5000, 1, "Steps in which the learning rate rises from 0"),
        Number("diffusion.clip", 1, 1e-9, double.PositiveInfinity, "Largest norm of the gradient"),
        Number("diffusion.ema", 0.9999, 0, 1, "Momentum of the average of the weights, which is what samples"),
        Flag("diffusion.conditional", false, "Train and sample for a class"),
        Number("diffusion.label_drop", 0.1, 0, 1, "Chance of a step without classes, of the class-conditional model"),
        Word("diffusion.precision", "auto", "Arithmetic; auto = bf16 where the device is fast at it",
            ["fp32", "bf16", "auto"]),
        Integer("diffusion.threads", 1, 1, "Threads on the CPU; decides bits"),
        Word(Weights, "", "File of a trained model to use instead of training one, safetensors or .pt; empty = train"),
        Word(WeightsHash, "", "SHA-256 of that file: what a stage depends on is its settings alone"),
        Integer("diffusion.seed", 1, 0, "Another seed, another model and other samples"),
    ];

    private static ImmutableArray<Setting> SettingsOfSynthesis() =>
    [
        Word("diffusion.sampler", "ddim", "Skips times (ddim) or visits all (ddpm)", ["ddim", "ddpm"]),
        Integer("diffusion.sample_steps", 100, 1, "Steps of ddim"),
        Number("diffusion.eta", 0.1, 0, 1, "Fresh noise of ddim"),
        Flag("diffusion.clip_images", false, "Keep the image that each step implies within its range, for models that "
            + "were trained for a short time"),
        Number("diffusion.guidance", 1.8, 0, 100,
            "Strength of classifier-free guidance, of the class-conditional model"),
        Number(Interpolation, 0.1, 0, 1, "Weight of the random path; 1 - this is the anchor's"),
        Integer(Candidates, 8, 1, "Synthetic images of each image"),
    ];
}
