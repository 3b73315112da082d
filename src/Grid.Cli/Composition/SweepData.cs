using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;
using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Weights;

namespace Grid.Cli.Composition;

/// <summary>The files that a sweep needs, looked at before anything starts.</summary>
internal static class SweepData
{
    /// <summary>
    /// Training images of the sweep's data. Data and weights to start from are read to the last byte: a file that is
    /// missing, cut off or does not fit is one fault now instead of the same failure of every run later.
    /// </summary>
    public static Result<int> CountTrainingImages(SweepSpec spec)
    {
        ImmutableArray<Diagnostic> faults = [.. WeightFaults(spec)];
        if (!faults.IsEmpty)
        {
            return Result<int>.Invalid(faults);
        }

        var count = 0;
        foreach (var recipe in spec.Bases.Values.DistinctBy(x => DataOf(x).Canonical()))
        {
            var loaded = DataSets.Load(recipe);
            if (!loaded.IsValid)
            {
                return Result<int>.Invalid([.. loaded.Faults.Select(x => x with { Field = $"recipe.{x.Field}" })]);
            }

            count = loaded.Value.Train.Count;
        }

        return Result<int>.Valid(count);
    }

    // Where runs differ in their encoder, each looks for itself.
    private static IEnumerable<Diagnostic> WeightFaults(SweepSpec spec) =>
        spec.Space.Knobs.Any(x => x.Path.StartsWith("encoder.", StringComparison.Ordinal)) ? []
            : from recipe in spec.Bases.Values
              let weights = recipe.Text(EncoderWeights.Setting)
              where weights.Length > 0
              from fault in EncoderWeights.Check(ResNetSpec.Of(recipe.Text("encoder.name"),
                  recipe.Text("encoder.stem"), recipe.Integer("encoder.width")), weights)
              select fault with { Field = $"recipe.{fault.Field}" };

    private static Settings DataOf(Settings recipe) => Settings.Of(
        recipe.Where(x => x.Key.StartsWith("data.", StringComparison.Ordinal)).Select(x => (x.Key, x.Value)));
}
