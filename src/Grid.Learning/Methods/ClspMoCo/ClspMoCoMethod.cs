using Grid.Core.Recipes;
using Grid.Learning.Losses;
using Grid.Learning.Methods.MoCo;
using Grid.Learning.Stages;

namespace Grid.Learning.Methods.ClspMoCo;

/// <summary>CLSP-MoCo: MoCo v2 with two views, and one query meets the projection of a synthetic positive of its image.
/// As a control, of a third view of the image itself.</summary>
/// <remarks>Zeng et al. 2024, https://arxiv.org/abs/2408.16965. As in the authors' code, each view has its own
/// statistics, unless the recipe says otherwise; unlike there, no key is made of the third view, which nothing
/// uses.</remarks>
public sealed class ClspMoCoMethod : IMethod
{
    private readonly double _temperature;
    private readonly ThirdView _third;

    private ClspMoCoMethod(MethodSpec spec, Settings recipe, Positives positives)
    {
        (Spec, _temperature) = (spec, SharedSettings.TemperatureOf(recipe));
        _third = ThirdView.Of(recipe, positives);
        Needs = MoCoMethod.Of(recipe).Needs with { Positives = positives };
    }

    /// <summary>CLSP-MoCo as data.</summary>
    public static MethodSpec Data { get; } = MoCoMethod.Data with
    {
        Name = "clsp-moco",
        Summary = "MoCo, and a query meets the projection of a synthetic positive of its image",
        Paper = "Zeng et al. 2024, https://arxiv.org/abs/2408.16965",
        Settings = [.. MoCoMethod.Data.Settings, .. ThirdView.Settings(weight: 0.5, statistics: "view")],
        Rules = [.. MoCoMethod.Data.Rules, ThirdView.GhostsHoldImages],
        Stages = StageCatalog.All,
    };

    /// <summary>The control as data.</summary>
    public static MethodSpec Control { get; } = Data with
    {
        Name = "moco-aug",
        Summary = "Control of clsp-moco: the third view is one more of the image itself",
        Stages = [],
    };

    /// <inheritdoc/>
    public MethodSpec Spec { get; }

    /// <inheritdoc/>
    public MethodNeeds Needs { get; }

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static ClspMoCoMethod Of(Settings recipe) => new(Data, recipe, Positives.Synthetic);

    /// <summary>The control with a resolved recipe's settings.</summary>
    public static ClspMoCoMethod OfControl(Settings recipe) => new(Control, recipe, Positives.Augmented);

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var queries = context.Project(_third.Passes(context.ViewCount));
        var (keys0, keys1) = context.ProjectMomentum(_third.Passes(views: 2));
        (keys0, keys1) = (Similarity.Normalize(keys0), Similarity.Normalize(keys1));
        var contrast = InfoNceLoss.Symmetric(
            queries[0], queries[1], keys0, keys1, context.Queue!.Keys, _temperature);
        return _third.Join(contrast, queries, keys0, keys1);
    }
}
