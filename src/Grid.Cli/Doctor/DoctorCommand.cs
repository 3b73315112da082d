using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;

namespace Grid.Cli.Doctor;

/// <summary>grid doctor</summary>
internal static class DoctorCommand
{
    private const string Summary = "What of this installation works, what does not, and the fix";

    public static Command Create() => Verb.Of("doctor", Summary, [], async x =>
    {
        var report = new DoctorReport(
        [
            .. MachineFindings.All(), .. await TorchFindings.All(x.Stop),
            .. DataFindings.All(), .. HomeFindings.All(x.Home),
        ]);
        x.Show(report, () => Write(x.Output, report));
        return report.Findings.Any(y => y.Health == Health.Bad) ? ExitCode.Failure : ExitCode.Ok;
    });

    private static void Write(Output output, DoctorReport report)
    {
        foreach (var finding in report.Findings)
        {
            output.Data($"{Sign(finding.Health),-5}{finding.Part,-12}{finding.Text}");
            if (finding.Fix is { } fix)
            {
                output.Data($"{"",-17}fix: {fix}");
            }
        }
    }

    private static string Sign(Health health) => health switch
    {
        Health.Good => "ok",
        Health.Absent => "-",
        Health.Warning => "warn",
        _ => "BAD",
    };
}
