using System.CommandLine;
using System.Globalization;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Summaries;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep results SWEEP</summary>
internal static class ShowResults
{
    public static Command Create()
    {
        var sweep = SweepArguments.Sweep();
        var format = Flags.Word("--format", "How to print them", "table", "markdown", "csv", "json");
        const string summary = "Trials, best first: mean, deviation, interval";
        return Verb.Asking("results", summary, [sweep, format], async (x, grid) =>
        {
            var found = await grid.Sweep(x.Of(sweep), x.Stop);
            if (!found.IsValid)
            {
                return x.Refuse(found.Faults);
            }

            var results = await grid.Results(found.Value.Id, x.Stop);
            return x.Show(results, y => Write(x.Output, y, x.Json ? "json" : x.Of(format)!));
        });
    }

    /// <summary>Prints results in one of the formats.</summary>
    public static void Write(Output output, SweepResults results, string format)
    {
        switch (format)
        {
            case "json":
                output.Json(results);
                break;
            case "csv":
                output.Raw(ResultTable.Of(results, Whole).ToCsv());
                break;
            case "markdown":
                output.Raw(ResultTable.Of(results, Words.Number).ToMarkdown());
                break;
            default:
                output.Raw(ResultTable.Of(results, Words.Number).ToText());
                Comment(output, results);
                break;
        }
    }

    private static void Comment(Output output, SweepResults results)
    {
        if (ResultTable.AgainstUntrained(results) is { } baseline)
        {
            output.Data(baseline);
        }

        var summary = results.Sweep;
        output.Talk($"{summary.Id}: {Words.Standing(summary.Phase, summary.Reason)}");
        output.Talk("mean, sample deviation and 95 % t interval over the finished replicas (n)");
    }

    private static string Whole(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
