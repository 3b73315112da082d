using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Recipes;
using Grid.Learning.Losses;
using static TorchSharp.torch;

namespace Grid.Learning.Methods;

// N = batch, D = projector width.

/// <summary>
/// A third view that one of the first two is drawn to: of a synthetic positive, or, as a control, of the image itself.
/// It is neither a negative nor a positive of the contrastive loss.
/// </summary>
/// <param name="Positives">What it is made from.</param>
/// <param name="Weight">Of the alignment, >= 0.</param>
/// <param name="Aligned">Index of the view that meets it, 0 or 1.</param>
/// <param name="Statistics">"joint", "view" or "ghost": whose statistics normalise a view.</param>
/// <param name="Ghosts">Parts with statistics of their own, of "ghost".</param>
internal sealed record ThirdView(Positives Positives, double Weight, int Aligned, string Statistics, int Ghosts)
{
    private const string WeightPath = "method.weight";
    private const string AlignedPath = "method.aligned_view";
    private const string StatisticsPath = "method.normalisation";
    private const string GhostsPath = "method.ghosts";

    /// <summary>A part needs images to have statistics.</summary>
    internal static SettingRule GhostsHoldImages { get; } = new(
        "method.normalisation != 'ghost' or train.batch >= method.ghosts * train.accumulate",
        "too few images have statistics of their own: lower method.ghosts or enlarge train.batch");

    /// <summary>What a recipe can say of it.</summary>
    /// <param name="weight">Default of the weight.</param>
    /// <param name="statistics">Default of the normalisation.</param>
    internal static ImmutableArray<Setting> Settings(double weight, string statistics) =>
    [
        new()
        {
            Path = WeightPath, Kind = SettingKind.Number, Default = weight, Min = 0, Max = 1000,
            Summary = "Weight of the third view's alignment; the temperature does not act on it",
        },
        new()
        {
            Path = AlignedPath, Kind = SettingKind.Integer, Default = 1, Min = 1, Max = 2,
            Summary = "View that the third meets: 1 as in the authors' code, 2 as in the paper",
        },
        new()
        {
            Path = StatisticsPath, Kind = SettingKind.Text, Default = new Value.Text(statistics),
            Choices = ["joint", "view", "ghost"],
            Summary = "Batch statistics of all views together, of each view, or of equal parts of all views",
        },
        new()
        {
            Path = GhostsPath, Kind = SettingKind.Integer, Default = 4, Min = 2, Max = 64,
            Summary = "Parts of the batch where method.normalisation is ghost, as on so many devices",
        },
    ];

    /// <summary>What a resolved recipe says.</summary>
    internal static ThirdView Of(Settings recipe, Positives positives) => new(positives, recipe.Number(WeightPath),
        recipe.Integer(AlignedPath) - 1, recipe.Text(StatisticsPath), recipe.Integer(GhostsPath));

    /// <summary>Passes of some views through a network.</summary>
    internal int Passes(int views) => Statistics switch
    {
        "joint" => 1,
        "view" => views,
        "ghost" => Ghosts,
        _ => throw new UnreachableException(Statistics),
    };

    /// <summary>The contrastive loss of the first two views with the third view's alignment.</summary>
    /// <param name="contrast">Scalar [].</param>
    /// <param name="z">Projections [N, D] of the three views.</param>
    /// <param name="keys">Unit keys [N, D] to enqueue.</param>
    internal StepResult Join(Tensor contrast, Tensor[] z, params Tensor[] keys)
    {
        var alignment = AlignmentLoss.Of(z[Aligned], z[2]);
        return new StepResult(ClspLoss.Of(contrast, alignment, Weight), z[0], z[1], keys)
        {
            Terms = [("train.contrast", contrast), ("train.alignment", alignment)],
        };
    }
}
