using Grid.Core.Recipes;
using Grid.Learning.Losses;
using Grid.Learning.Stages;

namespace Grid.Learning.Methods.ClspSimClr;

/// <summary>CLSP-SimCLR: SimCLR, and one view meets that of a synthetic positive of its image. As a control, a third
/// view of the image itself.</summary>
/// <remarks>Zeng et al. 2024, https://arxiv.org/abs/2408.16965. As in the authors' code, the views share the statistics
/// of the batch, unless the recipe says otherwise.</remarks>
public sealed class ClspSimClrMethod : IMethod
{
    private readonly double _temperature;
    private readonly ThirdView _third;

    private ClspSimClrMethod(MethodSpec spec, Settings recipe, Positives positives)
    {
        (Spec, _temperature) = (spec, SharedSettings.TemperatureOf(recipe));
        _third = ThirdView.Of(recipe, positives);
        Needs = new MethodNeeds { Positives = positives };
    }

    /// <summary>CLSP-SimCLR as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "clsp-simclr",
        Summary = "SimCLR, and a view meets that of a synthetic positive of its image",
        Paper = "Zeng et al. 2024, https://arxiv.org/abs/2408.16965",
        Settings = [SharedSettings.Temperature, .. ThirdView.Settings(weight: 1, statistics: "joint")],
        Rules = [ThirdView.GhostsHoldImages],
        Stages = StageCatalog.All,
    };

    /// <summary>The control as data.</summary>
    public static MethodSpec Control { get; } = Data with
    {
        Name = "simclr-aug",
        Summary = "Control of clsp-simclr: the third view is one more of the image itself",
        Stages = [],
    };

    /// <inheritdoc/>
    public MethodSpec Spec { get; }

    /// <inheritdoc/>
    public MethodNeeds Needs { get; }

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static ClspSimClrMethod Of(Settings recipe) => new(Data, recipe, Positives.Synthetic);

    /// <summary>The control with a resolved recipe's settings.</summary>
    public static ClspSimClrMethod OfControl(Settings recipe) => new(Control, recipe, Positives.Augmented);

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var z = context.Project(_third.Passes(context.ViewCount));
        return _third.Join(NtXentLoss.Of(z[0], z[1], _temperature), z);
    }
}
