using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;
using Grid.Learning.Costs;
using Grid.Learning.Data;

namespace Grid.Cli.Planning;

/// <summary>Plans a sweep with the sampler that will draw its trials.</summary>
internal static class Planner
{
    private const int MaxShown = 10;

    // Enough to see every step count of usual sweeps, and a moment's work where there are millions.
    private const int MaxDrawn = 10_000;

    /// <summary>What a sweep will do.</summary>
    /// <param name="spec">A checked spec.</param>
    /// <param name="images">Its training images.</param>
    public static Result<SweepPlan> Plan(SweepSpec spec, ImageSet images)
    {
        var drawn = Trials(spec).Take(MaxDrawn)
            .Select((x, i) => Trial(i + 1, x, spec.RecipeOf(x), images)).ToArray();
        var stages = StagePlanner.Plan(spec, drawn.Select(x => x.Assignment), images);
        if (!stages.IsValid)
        {
            return Result<SweepPlan>.Invalid(stages.Faults);
        }

        var trials = Sampler.Count(spec);
        return Result<SweepPlan>.Valid(new()
        {
            Name = spec.Name,
            SpecHash = spec.Hash,
            Objective = spec.Objective,
            Trials = trials,
            Replicas = spec.Replicas,
            Runs = trials * spec.Replicas,
            Images = images.Count,
            First = [.. drawn.Take(MaxShown)],
            Steps = new(drawn.Min(x => x.Steps), drawn.Max(x => x.Steps)),
            Stages = stages.Value,
        });
    }

    /// <summary>What the newest finished sweep with such an encoder says; null where there is none.</summary>
    /// <param name="plan">The plan so far.</param>
    /// <param name="spec">Its spec.</param>
    /// <param name="grid">The home's past.</param>
    /// <param name="stop">Ends the search.</param>
    public static async Task<PlanEstimate?> Estimate(SweepPlan plan, SweepSpec spec, IGrid grid, CancellationToken stop)
    {
        if (plan.Runs is not { } runs || plan.First.IsEmpty)
        {
            return null;
        }

        var recipe = spec.RecipeOf(plan.First[0].Assignment);
        foreach (var past in (await grid.Sweeps(new() { Phase = SweepPhase.Finished, Take = 20 }, stop)).Rows)
        {
            if (past is { BestRun: { } best, EndedAt: { } end }
                && await grid.Run(best, stop) is { IsValid: true, Value: var run }
                && IsLike(recipe, run.Spec.Recipe) && run.State.LastCheckpoint is { } checkpoint)
            {
                // The whole sweep's time, so slots, evaluations and waits are in it.
                var rate = checkpoint.Step * past.FinishedRuns / Math.Max(0.001, (end - past.StartedAt).TotalSeconds);
                var steps = runs * (plan.Steps.Fewest + plan.Steps.Most) / 2.0;
                return new(past.Id.Value, steps / rate, rate, runs * checkpoint.Bytes);
            }
        }

        return null;
    }

    private static PlannedTrial Trial(long number, Settings assignment, Settings recipe, ImageSet images)
    {
        var steps = StepsOf(recipe, images.Count);
        return new(number, assignment, steps, TrainingCost.MultiplyAdds(recipe, images, steps));
    }

    private static IEnumerable<Settings> Trials(SweepSpec spec)
    {
        var position = 0L;
        while (Sampler.Draw(spec, position) is Draw.Point point)
        {
            yield return point.Assignment;
            position = point.Next;
        }
    }

    // The last part of a batch is left out, as the trainer does.
    private static long StepsOf(Settings recipe, int images) =>
        (long)recipe.Integer("train.epochs") * (images / recipe.Integer("train.batch"));

    // What decides how long a step takes.
    private static bool IsLike(Settings recipe, Settings past) => recipe.Concat(past).Select(x => x.Key).Distinct()
        .Where(x => x.Split('.')[0] is "encoder" or "projector"
            || x is "method.name" or "train.batch" or "train.threads")
        .All(x => Equals(recipe[x], past[x]));
}
