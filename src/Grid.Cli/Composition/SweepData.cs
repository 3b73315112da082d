using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;
using Grid.Learning.Data;

namespace Grid.Cli.Composition;

/// <summary>The images that a sweep will train on, looked at before anything starts.</summary>
internal static class SweepData
{
    /// <summary>
    /// Training images of the sweep's data, read to the last byte: a file that is missing or cut off is one fault now
    /// instead of the same failure of every run later.
    /// </summary>
    public static Result<int> CountTrainingImages(SweepSpec spec)
    {
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

    private static Settings DataOf(Settings recipe) => Settings.Of(
        recipe.Where(x => x.Key.StartsWith("data.", StringComparison.Ordinal)).Select(x => (x.Key, x.Value)));
}
