using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;
using Grid.Learning.Costs;
using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Weights;

namespace Grid.Cli.Composition;

/// <summary>The files that a sweep needs, looked at before anything starts.</summary>
internal static class SweepData
{
    /// <summary>
    /// The sweep with the hashes of its training images, and those images. Data and weights to start from are read to
    /// the last byte: a file that is missing, cut off or does not fit is one fault now instead of the same failure of
    /// every run later.
    /// </summary>
    public static Result<SweepWithData> Read(SweepSpec spec)
    {
        ImmutableArray<Diagnostic> faults = [.. WeightFaults(spec), .. KnobFaults(spec)];
        var images = new Dictionary<string, ImageSet>();
        foreach (var recipe in spec.Bases.Values.DistinctBy(x => DataOf(x).Canonical()))
        {
            var loaded = DataSets.Load(recipe);
            faults = faults.AddRange(loaded.Faults.Select(x => x with { Field = $"recipe.{x.Field}" }));
            if (loaded.IsValid)
            {
                images.Add(DataOf(recipe).Canonical(), loaded.Value.Train);
            }
        }

        ImageSet Of(string method) => images[DataOf(spec.Bases[method]).Canonical()];
        if (faults.IsEmpty)
        {
            faults = [.. spec.Stages.SelectMany(x => StageFaults(x.Value, spec.Bases[x.Key], Of(x.Key))).Distinct()];
        }

        return faults.IsEmpty
            ? Result<SweepWithData>.Valid(new(
                spec with
                {
                    Stages = spec.Stages.ToImmutableSortedDictionary(
                        x => x.Key, x => x.Value with { Data = Of(x.Key).Sha256 }, StringComparer.Ordinal),
                },
                Of(spec.Bases.Keys.First())))
            : Result<SweepWithData>.Invalid(faults);
    }

    private static IEnumerable<Diagnostic> StageFaults(StageChain chain, Settings recipe, ImageSet images) =>
        from stage in chain.Stages
        from fault in StageCost.Of(stage.Name, recipe, images).Faults
        select fault with { Field = $"recipe.{fault.Field}" };

    // Artifacts are known by the images they are made from, and those are read once, before the sweep begins.
    private static IEnumerable<Diagnostic> KnobFaults(SweepSpec spec) =>
        from knob in spec.Space.Knobs
        where !spec.Stages.IsEmpty && knob.Path.StartsWith("data.", StringComparison.Ordinal)
        select new Diagnostic($"space.{knob.Path}", "cannot vary beside a method with shared stages",
            "make a sweep for each data set");

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

/// <summary>A sweep that knows its data.</summary>
/// <param name="Spec">The sweep.</param>
/// <param name="Images">Its training images; of its first method, where methods differ.</param>
internal sealed record SweepWithData(SweepSpec Spec, ImageSet Images);
