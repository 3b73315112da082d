using System.Collections.Immutable;
using System.Globalization;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Training;
using TorchSharp;

namespace Grid.Learning.Stages;

/// <summary>The settings of a diffusion model in the stage's own types.</summary>
internal sealed record DiffusionPlan
{
    /// <summary>Shape of the network.</summary>
    public required UNetSpec Network { get; init; }

    /// <summary>The noise at each time.</summary>
    public required NoiseSchedule Noise { get; init; }

    /// <summary>Passes over the images.</summary>
    public required int Epochs { get; init; }

    /// <summary>Images of a step.</summary>
    public required int Batch { get; init; }

    /// <summary>Learning rate after the warm-up.</summary>
    public required double Rate { get; init; }

    /// <summary>Steps of the warm-up.</summary>
    public required int WarmupSteps { get; init; }

    /// <summary>Largest norm of the gradient.</summary>
    public required double Clip { get; init; }

    /// <summary>Momentum of the average.</summary>
    public required double Average { get; init; }

    /// <summary>Chance of a step without classes.</summary>
    public required double LabelDrop { get; init; }

    /// <summary>"fp32", "bf16" or "auto".</summary>
    public required string Precision { get; init; }

    /// <summary>Every random draw derives from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Threads one operation may use.</summary>
    public required int Threads { get; init; }

    /// <summary>Steps of an epoch: the last part of a batch is left out.</summary>
    public required long StepsPerEpoch { get; init; }

    /// <summary>Steps of the whole training.</summary>
    public long Steps => Epochs * StepsPerEpoch;

    /// <summary>What "auto" is on this processor, else the precision itself.</summary>
    public string DecidedPrecision => Precision == "auto" ? Processor.PrefersBfloat16 ? "bf16" : "fp32" : Precision;

    /// <summary>
    /// Momentum of the average at a step: a short training must not sample from the weights that it began with, which
    /// would stay in the average.
    /// </summary>
    /// <param name="step">Steps done before this one.</param>
    public double AverageAt(long step) => Math.Min(Average, (1.0 + step) / (10 + step));

    /// <summary>Reads a resolved recipe.</summary>
    /// <exception cref="KeyNotFoundException">The recipe is not resolved.</exception>
    public static Result<DiffusionPlan> Of(Settings recipe, ImageSet images)
    {
        var faults = new List<Diagnostic>();
        var batch = recipe.Integer("diffusion.batch");
        var plan = new DiffusionPlan
        {
            Network = new UNetSpec
            {
                Channels = recipe.Integer("diffusion.channels"),
                Multipliers = Numbers(recipe, "diffusion.multipliers", faults),
                Attention = recipe.Text("diffusion.attention") == "none"
                    ? []
                    : Numbers(recipe, "diffusion.attention", faults),
                Blocks = recipe.Integer("diffusion.blocks"),
                Groups = recipe.Integer("diffusion.groups"),
                Dropout = recipe.Number("diffusion.dropout"),
                Times = recipe.Integer("diffusion.times"),
                Classes = recipe.Flag("diffusion.conditional") ? images.ClassNames.Length : 0,
            },
            Noise = new NoiseSchedule(recipe.Integer("diffusion.times"), recipe.Number("diffusion.beta_first"),
                recipe.Number("diffusion.beta_last")),
            Epochs = recipe.Integer("diffusion.epochs"),
            Batch = batch,
            Rate = recipe.Number("diffusion.lr"),
            WarmupSteps = recipe.Integer("diffusion.warmup_steps"),
            Clip = recipe.Number("diffusion.clip"),
            Average = recipe.Number("diffusion.ema"),
            LabelDrop = recipe.Number("diffusion.label_drop"),
            Precision = recipe.Text("diffusion.precision"),
            Seed = (ulong)recipe.Integer("diffusion.seed"),
            Threads = recipe.Integer("diffusion.threads"),
            StepsPerEpoch = images.Count / Math.Max(batch, 1),
        };
        if (plan.StepsPerEpoch < 1)
        {
            faults.Add(new("diffusion.batch", $"{batch} is more than the {images.Count} training images",
                "use a smaller batch, or more images"));
        }

        if (plan.Network.IsConditional && !images.HasLabels)
        {
            faults.Add(new("diffusion.conditional", "these images have no labels", "set it to false"));
        }

        faults.AddRange(plan.Network.Check(images.Height, images.Width));
        return faults.Count > 0
            ? Result<DiffusionPlan>.Invalid([.. faults])
            : Result<DiffusionPlan>.Valid(plan);
    }

    /// <summary>What the network computes in.</summary>
    public static torch.ScalarType TypeOf(string precision) =>
        precision == "bf16" ? torch.ScalarType.BFloat16 : torch.ScalarType.Float32;

    private static ImmutableArray<int> Numbers(Settings recipe, string path, List<Diagnostic> faults)
    {
        var text = recipe.Text(path);
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                faults.Add(new(path, $"'{text}' is no list of whole numbers", "put commas between them: 1,2,2,2"));
                break;
            }

            numbers.Add(number);
        }

        return numbers.ToImmutable();
    }
}
