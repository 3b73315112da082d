using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;
using Grid.Core.Sweeps;

namespace Grid.Cli.Planning;

/// <summary>grid sweep plan FILE</summary>
internal static class PlanSweep
{
    public static Command Create()
    {
        var file = SweepArguments.File();
        return Verb.Of("plan", "How many runs a sweep file makes, how long, how big", [file], async x =>
        {
            var spec = SweepFile.Read(x.Of(file));
            if (!spec.IsValid)
            {
                return x.Refuse(spec.Faults);
            }

            var bound = SweepData.Read(spec.Value);
            if (!bound.IsValid)
            {
                return x.Refuse(bound.Faults);
            }

            var drawn = Planner.Plan(bound.Value.Spec, bound.Value.Images);
            if (!drawn.IsValid)
            {
                return x.Refuse(drawn.Faults);
            }

            var plan = await WithPast(x, drawn.Value, spec.Value);
            return x.Show(plan, () => Write(x.Output, plan));
        });
    }

    // A home that is not there yet has no past.
    private static async Task<SweepPlan> WithPast(Invocation x, SweepPlan plan, SweepSpec spec)
    {
        if (await x.Access.Read(x.Stop) is not { IsValid: true, Value: { } lease })
        {
            return plan;
        }

        await using (lease)
        {
            return plan with
            {
                Stages = StagePlanner.With(plan.Stages, await lease.Grid.Artifacts(x.Stop)),
                Estimate = await Planner.Estimate(plan, spec, lease.Grid, x.Stop),
            };
        }
    }

    private static void Write(Output output, SweepPlan plan)
    {
        var trials = plan.Trials is { } count ? Words.Plural(count, "trial") : "more trials than could be counted";
        output.Data($"{output.Bold(plan.Name)}  {trials}, {Words.Plural(plan.Replicas, "replica")} each: "
            + (plan.Runs is { } runs ? Words.Plural(runs, "run") : "runs until its limits end it"));
        output.Data($"objective   {plan.Objective.Metric}, {plan.Objective.Direction.ToString().ToLowerInvariant()}");
        output.Data($"steps       {Steps(plan.Steps)} a run, on {Words.Plural(plan.Images, "training image")}");
        if (plan.Estimate is { } estimate)
        {
            output.Data($"time        about {Words.Duration(TimeSpan.FromSeconds(estimate.Seconds))}, "
                + $"at {Words.Number(estimate.StepsPerSecond)} steps/s as in {estimate.Like}"
                + (plan.Stages.Any(x => !x.IsThere) ? ", and what the stages take" : ""));
            output.Data($"disk        about {Words.Bytes(estimate.CheckpointBytes)} of checkpoints at the end");
        }
        else
        {
            output.Data("time        not known before a sweep with such an encoder has finished in this home");
        }

        output.Data("");
        if (!plan.Stages.IsEmpty)
        {
            output.Raw(StageTable.Of(plan.Stages).ToText());
            output.Data("");
        }

        var table = new Table(
            new("trial", true), new("steps", true), new("FLOP a run", true), new("GPU hours", true), new("knobs"));
        foreach (var trial in plan.First)
        {
            table.Add(
                Words.Count(trial.Trial), Words.Count(trial.Steps), Compute.Flop(trial.MultiplyAdds),
                Words.Number(trial.GpuHours), trial.Assignment.ToString());
        }

        output.Raw(table.ToText());
        if (plan.Trials > plan.First.Length)
        {
            output.Talk($"the first {plan.First.Length} of {plan.Trials} trials");
        }
    }

    private static string Steps(StepRange steps) =>
        steps.Fewest == steps.Most ? $"{steps.Fewest}" : $"{steps.Fewest} to {steps.Most}";
}
