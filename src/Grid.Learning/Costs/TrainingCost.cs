using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Methods;

namespace Grid.Learning.Costs;

/// <summary>
/// What training an encoder costs, from its recipe alone; heads, probes and augmentation are left out.
/// </summary>
public static class TrainingCost
{
    // Forward once, and backward at twice that.
    private const int PassesOfLearning = 3;

    /// <summary>Multiplications with addition of a whole run.</summary>
    /// <param name="recipe">A resolved recipe.</param>
    /// <param name="images">The training images.</param>
    /// <param name="steps">Steps of the run.</param>
    public static double MultiplyAdds(Settings recipe, ImageSet images, long steps)
    {
        var encoder = ResNetSpec.Of(
            recipe.Text("encoder.name"), recipe.Text("encoder.stem"), recipe.Integer("encoder.width"));
        var pass = EncoderCost.Of(encoder, images.Height, images.Width, recipe.Integer("projector.hidden"),
            recipe.Integer("projector.output"));
        var needs = MethodCatalog.Create(recipe).Needs;
        var passes = (PassesOfLearning * needs.Views) + (needs.Momentum is null ? 0 : 2);
        return pass.MultiplyAdds * passes * steps * recipe.Integer("train.batch");
    }
}
