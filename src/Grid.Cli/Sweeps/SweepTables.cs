using System.Collections.Immutable;
using Grid.Cli.Terminal;
using Grid.Core.Recipes;
using Grid.Core.Summaries;

namespace Grid.Cli.Sweeps;

/// <summary>Sweeps and runs as tables.</summary>
internal static class SweepTables
{
    public static Table Of(ImmutableArray<SweepSummary> sweeps)
    {
        var table = new Table(
            new("sweep"), new("phase"), new("runs", true), new("failed", true), new("best", true), new("best run"),
            new("started"), new("reason"));
        foreach (var x in sweeps)
        {
            table.Add(
                x.Id.Value, x.Phase.ToString().ToLowerInvariant(), Done(x), Words.Count(x.FailedRuns),
                Words.Number(x.BestValue), x.BestRun?.Value ?? "", Words.Moment(x.StartedAt), x.Reason);
        }

        return table;
    }

    public static Table Of(ImmutableArray<RunSummary> runs)
    {
        var table = new Table(
            new("run"), new("phase"), new("knobs"), new("attempt", true), new("failures", true), new("device"),
            new("checkpoint", true), new("objective", true), new("reason"));
        foreach (var x in runs)
        {
            table.Add(
                x.Id.Value, x.Phase.ToString().ToLowerInvariant(), Knobs(x.Assignment), $"{x.Attempt}",
                Words.Count(x.Failures), x.Device ?? "", Words.Count(x.CheckpointStep), Words.Number(x.ObjectiveValue),
                x.Reason);
        }

        return table;
    }

    /// <summary>"7/18": ended runs of all.</summary>
    public static string Done(SweepSummary sweep)
    {
        var ended = sweep.FinishedRuns + sweep.FailedRuns + sweep.CancelledRuns;
        return $"{Words.Count(ended)}/{(sweep.PlannedRuns is { } planned ? Words.Count(planned) : "?")}";
    }

    /// <summary>"temperature=0.1 queue=4096": knobs by the last part of their path.</summary>
    public static string Knobs(Settings assignment) =>
        string.Join(' ', assignment.Select(x => $"{x.Key[(x.Key.LastIndexOf('.') + 1)..]}={x.Value}"));
}
