using System.CommandLine;

namespace Grid.Cli.Sweeps;

/// <summary>Arguments that sweep commands share.</summary>
internal static class SweepArguments
{
    public static Argument<string> Sweep() => new("SWEEP") { Description = "A sweep's id, or its file's name: the newest" };

    public static Argument<string> File() => new("FILE") { Description = "Sweep file (YAML)" };
}
