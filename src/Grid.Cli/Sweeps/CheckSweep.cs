using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Sweeps;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep check FILE</summary>
internal static class CheckSweep
{
    public static Command Create()
    {
        var file = SweepArguments.File();
        return Verb.Of("check", "Every fault of a sweep file, with its line", [file], x =>
        {
            var spec = SweepFile.Read(x.Of(file));
            if (x.Json)
            {
                x.Output.Json(new SweepCheckReport(x.Of(file), spec.Value?.Name, spec.Value?.Hash, spec.Faults));
                return Task.FromResult(spec.IsValid ? ExitCode.Ok : ExitCode.BadInput);
            }

            return Task.FromResult(x.Show(spec, found => Write(x.Output, x.Of(file), found)));
        });
    }

    private static void Write(Output output, string file, SweepSpec spec) =>
        output.Data($"{file}: sweep {spec.Name} is well formed, spec {spec.Hash[..12]}");
}

/// <summary>What "grid sweep check --json" prints.</summary>
/// <param name="File">The file.</param>
/// <param name="Name">The sweep's name; null where there are faults.</param>
/// <param name="Hash">Hash of the resolved spec; null where there are faults.</param>
/// <param name="Faults">Every fault.</param>
internal sealed record SweepCheckReport(string File, string? Name, string? Hash, ImmutableArray<Diagnostic> Faults);
