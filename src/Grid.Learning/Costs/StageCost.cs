using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Stages;

namespace Grid.Learning.Costs;

/// <summary>What building the output of a shared stage costs, from its settings alone.</summary>
/// <param name="Steps">Steps of an optimiser, or images to sample.</param>
/// <param name="MultiplyAdds">Multiplications with addition in all.</param>
/// <param name="Bytes">Size of the output.</param>
public sealed record StageCost(long Steps, double MultiplyAdds, double Bytes)
{
    // A way back costs twice a way forward.
    private const int PassesOfTraining = 3;

    /// <summary>The cost of a stage, or every fault of its settings.</summary>
    /// <param name="stage">A stage of <see cref="StageCatalog"/>.</param>
    /// <param name="recipe">A recipe with all its settings.</param>
    /// <param name="images">The training images.</param>
    public static Result<StageCost> Of(string stage, Settings recipe, ImageSet images)
    {
        var model = DiffusionPlan.Of(recipe, images);
        if (!model.IsValid)
        {
            return Result<StageCost>.Invalid(model.Faults);
        }

        var network = UNetCost.Of(model.Value.Network, images.Height, images.Width);
        return stage != StageCatalog.Diffusion
            ? OfSampling(SynthesisPlan.Of(recipe, model.Value, images), model.Value, network, images)
            : Result<StageCost>.Valid(recipe.Text(StageCatalog.Weights).Length > 0
                ? new(0, 0, sizeof(float) * network.Whole.Numbers)
                : OfTraining(model.Value, network));
    }

    private static StageCost OfTraining(DiffusionPlan plan, UNetCost network) => new(
        plan.Steps, PassesOfTraining * network.Whole.MultiplyAdds * plan.Steps * plan.Batch,
        sizeof(float) * network.Whole.Numbers);

    private static Result<StageCost> OfSampling(
        Result<SynthesisPlan> plan, DiffusionPlan model, UNetCost network, ImageSet images)
    {
        if (!plan.IsValid)
        {
            return Result<StageCost>.Invalid(plan.Faults);
        }

        // An anchor goes the way down, too; guidance predicts with the class and without.
        var step = network.Whole + (model.Network.IsConditional ? network.Whole : network.Down);
        var samples = plan.Value.Samples;
        return Result<StageCost>.Valid(new(
            samples, step.MultiplyAdds * samples * plan.Value.Sampling.Steps.Length,
            (double)samples * images.ImageBytes));
    }
}
