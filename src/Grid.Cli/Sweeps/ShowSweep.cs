using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Runs;
using Grid.Core.Summaries;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep show SWEEP</summary>
internal static class ShowSweep
{
    public static Command Create()
    {
        var sweep = SweepArguments.Sweep();
        var phase = Flags.Of<RunPhase>("--phase", "Only runs in this phase");
        var order = Flags.Of<RunOrder>("--order", "Order of runs");
        var skip = Flags.Count("--skip", "Leave out the first runs", 0);
        var take = Flags.Count("--take", "At most this many runs", 100, min: 1);
        return Verb.Asking("show", "A sweep and its runs", [sweep, phase, order, skip, take], async (x, grid) =>
        {
            var found = await grid.Sweep(x.Of(sweep), x.Stop);
            if (!found.IsValid)
            {
                return x.Refuse(found.Faults);
            }

            var query = new RunQuery
            {
                Sweep = found.Value.Id,
                Phase = x.Of(phase),
                Order = x.Of(order) ?? RunOrder.Trial,
                Skip = x.Of(skip),
                Take = x.Of(take),
            };
            var runs = await grid.Runs(query, x.Stop);
            return x.Show(
                new SweepWithRuns(found.Value, runs.Rows, runs.Total), () => Write(x.Output, found.Value, runs));
        });
    }

    private static void Write(Output output, SweepSummary sweep, Page<RunSummary> runs)
    {
        output.Data($"{output.Bold(sweep.Id.Value)}  {Words.Standing(sweep.Phase, sweep.Reason)}");
        output.Data($"objective  {sweep.Objective.Metric}, {sweep.Objective.Direction.ToString().ToLowerInvariant()}");
        output.Data($"runs       {SweepTables.Done(sweep)} ended, {sweep.FailedRuns} failed, "
            + $"{sweep.CancelledRuns} cancelled");
        var best = sweep.BestRun is { } run ? $"{run} {Words.Number(sweep.BestValue)}" : "none yet";
        output.Data($"best       {best}");
        output.Data($"started    {Words.Moment(sweep.StartedAt)}");
        if (sweep.EndedAt is { } end)
        {
            output.Data($"ended      {Words.Moment(end)}, after {Words.Duration(end - sweep.StartedAt)}");
        }

        output.Data($"spec       {sweep.SpecHash}");
        output.Data("");
        output.Raw(SweepTables.Of(runs.Rows).ToText());
        if (runs.Rows.Length < runs.Total)
        {
            output.Talk($"{runs.Rows.Length} of {Words.Plural(runs.Total, "run")}; more with --skip and --take");
        }

        if (sweep.Next is { } next)
        {
            output.Hint(next);
        }
    }
}
