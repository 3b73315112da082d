using System.Collections.Immutable;
using Grid.Cli.Terminal;
using Grid.Core.Summaries;

namespace Grid.Cli.Sweeps;

/// <summary>A sweep's results as a table: a row a trial, best first; its knobs, then what was measured.</summary>
internal static class ResultTable
{
    /// <param name="results">What to show.</param>
    /// <param name="number">How a measured number is written: short for people, whole for programs.</param>
    public static Table Of(SweepResults results, Func<double?, string> number)
    {
        var knobs = results.Trials.SelectMany(x => x.Assignment).Select(x => x.Key)
            .Distinct().Order(StringComparer.Ordinal).ToArray();
        var metrics = OtherMetrics(results);
        var table = new Table(
        [
            new("rank", true), new("trial", true), .. knobs.Select(x => new Column(x, true)),
            new(results.Sweep.Objective.Metric, true), new("std", true), new("±95 %", true), new("n", true),
            .. metrics.Select(x => new Column(x, true)), new("failed replicas"),
        ]);
        for (var i = 0; i < results.Trials.Length; i++)
        {
            var x = results.Trials[i];
            table.Add(
            [
                x.Mean is null ? "" : Words.Count(i + 1), Words.Count(x.Trial),
                .. knobs.Select(path => x.Assignment[path]?.ToString() ?? ""),
                number(x.Mean), number(x.StandardDeviation), number(x.Interval95), Words.Count(x.Count),
                .. metrics.Select(name => number(x.Metrics.TryGetValue(name, out var value) ? value : null)),
                string.Join(' ', x.Failed),
            ]);
        }

        return table;
    }

    /// <summary>What trained encoders are compared with, as a sentence; null where no run measured it.</summary>
    public static string? AgainstUntrained(SweepResults results)
    {
        var trained = results.Trials.FirstOrDefault(x => x.Mean is not null);
        return trained is not null && trained.Metrics.TryGetValue(UntrainedOf(results), out var untrained)
            ? $"{results.Sweep.Objective.Metric}: best trial {Words.Number(trained.Mean)}, "
                + $"untrained encoder {Words.Number(untrained)}"
            : null;
    }

    // The objective's own baseline and the test value; the rest is in the JSON.
    private static ImmutableArray<string> OtherMetrics(SweepResults results) =>
    [
        .. results.Trials.SelectMany(x => x.Metrics.Keys).Distinct()
            .Where(x => x != results.Sweep.Objective.Metric)
            .Where(x => x.Split('.')[0] is "untrained" or "test")
            .Order(StringComparer.Ordinal),
    ];

    // "val.knn.top1" is measured before training as "untrained.knn.top1".
    private static string UntrainedOf(SweepResults results)
    {
        var metric = results.Sweep.Objective.Metric;
        return "untrained." + metric[(metric.IndexOf('.', StringComparison.Ordinal) + 1)..];
    }
}
