using Grid.Core.Recipes;

namespace Grid.Learning.Views;

/// <summary>Which random changes make views: crop, colour jitter, mirror, grey, solarise.</summary>
/// <param name="CropMin">Smallest area of a crop, part of the image's, in (0, 1].</param>
/// <param name="Saturation">Saturation changes by up to this factor more or less.</param>
/// <param name="Solarize">Probability of solarising.</param>
/// <remarks>Chen et al. 2020, appendix A, https://arxiv.org/abs/2002.05709; without blur, as for small
/// images.</remarks>
internal sealed record Pipeline(double CropMin, double Saturation, double Solarize)
{
    private const ulong Purpose = 0x7669657773; // "views"

    /// <summary>The pipeline of a resolved recipe.</summary>
    /// <exception cref="ArgumentException">An unknown pipeline.</exception>
    public static Pipeline Of(Settings recipe)
    {
        var (saturation, solarize) = recipe.Text("augment.pipeline") switch
        {
            "simclr" => (0.4, 0.0),
            "moco" => (0.2, 0.2),
            var name => throw new ArgumentException($"no augmentation '{name}'", nameof(recipe)),
        };
        return new Pipeline(recipe.Number("augment.crop_min"), saturation, solarize);
    }

    /// <summary>What is done to the image at a place of the batch: decided by seed, step and place alone.</summary>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="step">The step the view is for.</param>
    /// <param name="place">From 0, among all views of the step.</param>
    public ViewPlan Draw(int height, int width, ulong seed, long step, int place)
    {
        var draws = Data.Draws.Of(seed, Purpose, (ulong)step, (ulong)place);
        return new ViewPlan
        {
            Crop = Crop.Draw(height, width, CropMin, ref draws),
            Jitter = draws.Chance(0.8) ? DrawJitter(ref draws) : null,
            Mirrors = draws.Chance(0.5),
            Greys = draws.Chance(0.2),
            Solarizes = draws.Chance(Solarize),
        };
    }

    private Jitter DrawJitter(ref Data.Draws draws)
    {
        var jitter = new Jitter
        {
            Brightness = (float)draws.Between(0.6, 1.4),
            Contrast = (float)draws.Between(0.6, 1.4),
            Saturation = (float)draws.Between(1 - Saturation, 1 + Saturation),
            Hue = draws.Between(-0.1, 0.1),
        };
        Span<JitterStep> order =
            [JitterStep.Brightness, JitterStep.Contrast, JitterStep.Saturation, JitterStep.Hue];
        draws.Shuffle(order);
        return jitter with { First = order[0], Second = order[1], Third = order[2], Fourth = order[3] };
    }
}
