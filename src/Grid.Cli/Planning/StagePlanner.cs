using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Learning.Costs;
using Grid.Learning.Data;

namespace Grid.Cli.Planning;

/// <summary>Finds the shared stages of a sweep: what is built once for all its runs.</summary>
internal static class StagePlanner
{
    /// <summary>The stages of some trials, each after those it builds on; or every fault of their settings.</summary>
    /// <param name="spec">A sweep that knows its data.</param>
    /// <param name="trials">Its trials.</param>
    /// <param name="images">Its training images.</param>
    public static Result<ImmutableArray<PlannedStage>> Plan(
        SweepSpec spec, IEnumerable<Settings> trials, ImageSet images)
    {
        var runs = new Dictionary<ArtifactId, long>();
        var order = new List<ArtifactSpec>();
        foreach (var artifact in trials.SelectMany(x => spec.ArtifactsOf(x)).SelectMany(WithInputs))
        {
            if (runs.TryAdd(artifact.Id, 0))
            {
                order.Add(artifact);
            }

            runs[artifact.Id] += spec.Replicas;
        }

        var costs = order.Select(x => StageCost.Of(x.Stage, x.Recipe, images)).ToArray();
        ImmutableArray<Diagnostic> faults =
            [.. costs.SelectMany(x => x.Faults).Select(x => x with { Field = $"recipe.{x.Field}" }).Distinct()];
        return faults.IsEmpty
            ? Result<ImmutableArray<PlannedStage>>.Valid(
                [.. order.Zip(costs, (x, cost) => new PlannedStage(
                    x.Id, [.. x.Inputs.Select(y => y.Id)], runs[x.Id], IsThere: false, cost.Value!))])
            : Result<ImmutableArray<PlannedStage>>.Invalid(faults);
    }

    /// <summary>The stages, those marked that are there already.</summary>
    public static ImmutableArray<PlannedStage> With(
        ImmutableArray<PlannedStage> stages, ImmutableArray<ArtifactSummary> artifacts)
    {
        var there = artifacts.Where(x => x.Phase == ArtifactPhase.Ready).Select(x => x.Id).ToHashSet();
        return [.. stages.Select(x => x with { IsThere = there.Contains(x.Artifact) })];
    }

    private static IEnumerable<ArtifactSpec> WithInputs(ArtifactSpec artifact) =>
        artifact.Inputs.SelectMany(WithInputs).Append(artifact);
}
