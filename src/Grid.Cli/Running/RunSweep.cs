using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Sweeps;

namespace Grid.Cli.Running;

/// <summary>grid sweep run FILE</summary>
internal static class RunSweep
{
    public static Command Create()
    {
        var file = SweepArguments.File();
        var options = new RunOptions();
        return Verb.Of("run", "Run a sweep here, or go on with it", [file, .. options.All], x =>
        {
            var spec = SweepFile.Read(x.Of(file));
            return spec.IsValid
                ? options.Start(x, spec.Value, $"grid sweep run {x.Of(file)}")
                : Task.FromResult(x.Refuse(spec.Faults));
        });
    }
}
