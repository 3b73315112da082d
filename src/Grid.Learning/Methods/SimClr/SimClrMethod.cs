using Grid.Core.Recipes;
using Grid.Learning.Losses;

namespace Grid.Learning.Methods.SimClr;

/// <summary>SimCLR: the two views of an image attract, all other views of the batch repel.</summary>
/// <param name="temperature">Divides the cosine logits; > 0.</param>
/// <remarks>Chen et al. 2020, https://arxiv.org/abs/2002.05709. As there, both views share the statistics of the
/// batch.</remarks>
public sealed class SimClrMethod(double temperature) : IMethod
{
    /// <summary>SimCLR as data.</summary>
    public static MethodSpec Data { get; } = new()
    {
        Name = "simclr",
        Summary = "The two views of an image attract, all other views of the batch repel",
        Paper = "Chen et al. 2020, https://arxiv.org/abs/2002.05709",
        Settings = [SharedSettings.Temperature],
    };

    /// <inheritdoc/>
    public MethodSpec Spec => Data;

    /// <inheritdoc/>
    public MethodNeeds Needs { get; } = new();

    /// <summary>The method with a resolved recipe's settings.</summary>
    public static SimClrMethod Of(Settings recipe) => new(SharedSettings.TemperatureOf(recipe));

    /// <inheritdoc/>
    public StepResult Step(StepContext context)
    {
        var (z0, z1) = context.ProjectTogether();
        return new StepResult(NtXentLoss.Of(z0, z1, temperature), z0, z1);
    }
}
