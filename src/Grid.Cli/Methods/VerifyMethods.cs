using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Learning.Golden;
using Grid.Learning.Torch;

namespace Grid.Cli.Methods;

/// <summary>grid method verify DIR</summary>
internal static class VerifyMethods
{
    public static Command Create()
    {
        var path = new Argument<string>("DIR") { Description = "Folder of a golden set or case, or a JSON file" };
        var double64 = Flags.Switch("--float64", "Compute in double precision, where cases give its tolerance");
        return Verb.Of("verify", "Hold the kernels against golden cases", [path, double64], x =>
        {
            Natives.StartThread(1);
            var arithmetic = x.Of(double64) ? Arithmetic.Float64 : Arithmetic.Float32;
            var verified = GoldenVerifier.Verify(x.Of(path), arithmetic);
            return Task.FromResult(!verified.IsValid ? x.Refuse(verified.Faults)
                : x.Show(verified.Value, () => Write(x.Output, verified.Value)) is var shown && verified.Value.Passes
                    ? shown
                    : ExitCode.BadInput);
        });
    }

    private static void Write(Output output, GoldenReport report)
    {
        var table = new Table(
            new("case"), new("output"), new("worst error", true), new("of tolerance", true), new("tolerance"),
            new("verdict"));
        foreach (var x in report.Cases)
        {
            var verdict = Word(x.Verdict);
            if (x.Outputs.IsEmpty)
            {
                table.Add(x.Case, "", "", "", "", x.Fault is null ? verdict : $"{verdict}: {x.Fault}");
            }

            foreach (var y in x.Outputs)
            {
                table.Add(
                    x.Case, y.Name, Words.Number(y.WorstError), Percent(y.Used), $"{y.Tolerance}",
                    y.Passes ? "pass" : y.Fault is null ? "FAIL" : $"FAIL: {y.Fault}");
            }
        }

        output.Raw(table.ToText());
        output.Talk($"{report.Count(GoldenVerdict.Pass)} cases pass, {report.Count(GoldenVerdict.Fail)} fail, "
            + $"{report.Count(GoldenVerdict.NoKernel)} have no kernel");
    }

    private static string Word(GoldenVerdict verdict) => verdict switch
    {
        GoldenVerdict.Pass => "pass",
        GoldenVerdict.Fail => "FAIL",
        _ => "no kernel",
    };

    private static string Percent(double used) => double.IsFinite(used) ? $"{used * 100:0.#} %" : "";
}
