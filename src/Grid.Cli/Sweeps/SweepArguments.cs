using System.CommandLine;

namespace Grid.Cli.Sweeps;

/// <summary>Arguments that sweep commands share.</summary>
internal static class SweepArguments
{
    public static Argument<string> Sweep() => new("SWEEP")
    {
        Description = "A sweep's id, or the name in its file: the newest of that name; NAME.1 is the first",
    };

    public static Argument<string> File() => new("FILE") { Description = "Sweep file (YAML)" };
}
