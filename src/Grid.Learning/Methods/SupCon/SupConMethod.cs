using Grid.Core.Recipes;
using Grid.Learning.Losses;
using static TorchSharp.torch;

namespace Grid.Learning.Methods.SupCon;

/// <summary>SupCon: views of images with one label attract, all other views of the batch repel. Uses labels.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <remarks>Khosla et al. 2020, https://arxiv.org/abs/2004.11362. Unlike there, the loss has no factor of temperature
/// over base temperature; both views share the statistics of the batch.</remarks>
public sealed class SupConMethod(double temperature) : IMethod
{
    /// <summary>SupCon as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "supcon",
        Summary = "Views of images with one label attract, all others repel; uses the labels",
        Paper = "Khosla et al. 2020, https://arxiv.org/abs/2004.11362",
        Settings = [SharedSettings.Temperature],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new() { Labels = true };

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static SupConMethod Of(Settings recipe) => new(SharedSettings.TemperatureOf(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (z0, z1) = context.ProjectTogether();
        return new StepResult(SupConLoss.Of(stack([z0, z1]), context.Labels!, temperature), z0, z1);
    }
}
