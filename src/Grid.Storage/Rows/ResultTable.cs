using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Storage.Rows;

/// <summary>Results by trial, summed up where the rows are.</summary>
internal sealed class ResultTable(Database database)
{
    // Sums of distances from a value near all others (?2) keep the digits that sums of squares would lose.
    private readonly Statement _trials = database.Prepare(
        """
        SELECT trial, assignment, count(*) FILTER (WHERE phase = 'Finished' AND has_objective),
               count(objective) FILTER (WHERE phase = 'Finished'),
               total(objective - ?2) FILTER (WHERE phase = 'Finished'),
               total((objective - ?2) * (objective - ?2)) FILTER (WHERE phase = 'Finished'),
               group_concat(replica, ' ') FILTER (WHERE phase = 'Failed')
        FROM run WHERE sweep = ?1 GROUP BY trial
        """);

    private readonly Statement _metrics = database.Prepare(
        """
        SELECT name, trial, avg(value), count(*) > count(value) FROM final_metric WHERE sweep = ?1 AND name <> ?2
        GROUP BY name, trial
        """);

    /// <summary>Every trial with its objective's mean and spread, without the other metrics.</summary>
    public ImmutableArray<TrialResult> Trials(SweepSummary sweep)
    {
        var center = sweep.BestValue is { } best && double.IsFinite(best) ? best : 0;
        return _trials.Bind(sweep.Id.Value).Bind(center).All(row => Map(row, sweep.Id, center));
    }

    /// <summary>Means of the final metrics but the objective's, by trial.</summary>
    public Dictionary<long, ImmutableSortedDictionary<string, double>> Metrics(SweepSummary sweep)
    {
        var means = new Dictionary<long, ImmutableSortedDictionary<string, double>>();
        var name = "";
        foreach (var (metric, trial, mean) in _metrics.Bind(sweep.Id.Value).Bind(sweep.Objective.Metric).All(Mean))
        {
            var others = means.GetValueOrDefault(trial, ImmutableSortedDictionary<string, double>.Empty);
            means[trial] = others.Add(metric, mean);
        }

        return means;

        (string Name, long Trial, double Mean) Mean(Statement row)
        {
            // Thousands of rows one after the other carry the same name: one string is enough.
            var text = row.Text();
            name = text == name ? name : text;
            var (trial, mean) = (row.Long(), row.Double());
            return (name, trial, row.Long() == 0 ? mean : double.NaN);
        }
    }

    /// <summary>The trials with their metrics, best first.</summary>
    public static SweepResults Join(
        SweepSummary sweep,
        ImmutableArray<TrialResult> trials,
        Dictionary<long, ImmutableSortedDictionary<string, double>> metrics) => new(
        sweep,
        [
            .. trials.Select(x => metrics.TryGetValue(x.Trial, out var means) ? x with { Metrics = means } : x)
                .OrderBy(x => Rank(x, sweep.Objective.Direction)).ThenBy(x => x.Trial),
        ]);

    private static TrialResult Map(Statement row, SweepId sweep, double center)
    {
        var trial = row.Long();
        var assignment = JsonSerializer.Deserialize(row.Bytes(), GridJson.Default.Settings)!;
        var (count, numbers, sum, squares) = (row.Integer(), row.Integer(), row.Double(), row.Double());
        var failed = row.MaybeText();
        var whole = numbers == count;
        var deviation = whole ? Math.Sqrt(Math.Max(0, squares - sum * sum / count) / (count - 1)) : double.NaN;
        return new()
        {
            Trial = trial,
            Assignment = assignment,
            Count = count,
            Failed = failed is null ? [] : [.. failed.Split(' ').Select(x => Run(sweep, trial, x))],
            Mean = count > 0 ? whole ? center + sum / count : double.NaN : null,
            StandardDeviation = count > 1 ? deviation : null,
            Interval95 = count > 2 ? StudentT.TwoSided95(count - 1) * deviation / Math.Sqrt(count) : null,
        };
    }

    private static RunId Run(SweepId sweep, long trial, string replica) =>
        RunId.Of(sweep, trial, int.Parse(replica, CultureInfo.InvariantCulture));

    // Smaller is better here; what has no value, or NaN, comes last.
    private static (bool None, double Value) Rank(TrialResult trial, Direction direction) =>
        trial.Mean is { } mean && !double.IsNaN(mean)
            ? (false, direction == Direction.Minimize ? mean : -mean)
            : (true, 0);
}
