using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Ports;

namespace Grid.Cli.Runs;

/// <summary>grid run metrics RUN</summary>
internal static class ShowMetrics
{
    private const int ChartHeight = 6;

    public static Command Create()
    {
        var run = RunArguments.Run();
        var names = new Option<string[]>("--name") { Description = "Only this one; repeatable", HelpName = "METRIC" };
        var points = Flags.Count("--points", "At most this many of each", 1000, min: 2);
        var format = Flags.Word(
            "--format", "How to print them; auto = chart on a terminal, else csv", "auto", "chart", "csv", "json");
        return Verb.Asking("metrics", "What a run measured", [run, names, points, format], async (x, grid) =>
        {
            var found = await grid.Metrics(x.Of(run), [.. x.Of(names) ?? []], x.Of(points), x.Stop);
            var chosen = x.Json ? "json" : x.Of(format)!;
            return x.Show(found, series => Write(x.Output, series, chosen));
        });
    }

    private static void Write(Output output, ImmutableArray<MetricSeries> series, string format)
    {
        switch (format)
        {
            case "json":
                output.Json(series);
                break;
            case "chart":
            case "auto" when output.Traits.IsDataLive:
                series.ToList().ForEach(x => Draw(output, x));
                break;
            default:
                output.Raw(Columns(series).ToCsv());
                break;
        }
    }

    /// <summary>One row a step, one column a metric.</summary>
    public static Table Columns(ImmutableArray<MetricSeries> series)
    {
        var table = new Table([new("step", true), .. series.Select(x => new Column(x.Name, true))]);
        var values = series.Select(x => x.Steps.Zip(x.Values).ToDictionary(y => y.First, y => y.Second)).ToArray();
        foreach (var step in series.SelectMany(x => x.Steps).Distinct().Order())
        {
            table.Add([Words.Count(step), .. values.Select(x =>
                x.TryGetValue(step, out var value) ? value.ToString("R", CultureInfo.InvariantCulture) : "")]);
        }

        return table;
    }

    private static void Draw(Output output, MetricSeries series)
    {
        var finite = series.Values.Where(double.IsFinite).ToArray();
        output.Data($"{output.Bold(series.Name)}  last {Words.Number(series.Values[^1])} at step {series.Steps[^1]}"
            + (finite.Length > 0 ? $", {Words.Number(finite.Min())} to {Words.Number(finite.Max())}" : ""));
        if (series.Steps.Length > 1)
        {
            var width = Math.Min(output.Traits.Width - 2, 100);
            Chart.Draw(series.Steps, series.Values, width, ChartHeight).ToList().ForEach(output.Data);
        }
    }
}
