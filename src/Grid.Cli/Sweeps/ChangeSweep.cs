using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep pause|resume|cancel SWEEP</summary>
internal static class ChangeSweep
{
    public static Command Pause() =>
        Create("pause", "Stop a sweep's runs with checkpoints, until it is resumed", [],
            (x, grid, id) => grid.PauseSweep(id, x.Stop));

    public static Command Resume() =>
        Create("resume", "Let a paused sweep go on", [], (x, grid, id) => grid.ResumeSweep(id, x.Stop));

    public static Command Cancel()
    {
        var reason = Reason();
        return Create("cancel", "End a sweep for good", [reason],
            (x, grid, id) => grid.CancelSweep(id, x.Of(reason)!, x.Stop));
    }

    /// <summary>Why something is cancelled.</summary>
    public static Option<string> Reason() =>
        Flags.Text("--reason", "Kept in the journal", "TEXT", "cancelled by the user");

    private static Command Create(
        string name, string summary, Option[] options,
        Func<Invocation, IGrid, SweepId, Task<Result<SweepSummary>>> change)
    {
        var sweep = SweepArguments.Sweep();
        return Verb.Changing(name, summary, [sweep, .. options], async (x, plane) =>
        {
            var found = await plane.Sweep(x.Of(sweep), x.Stop);
            var changed = found.IsValid ? await change(x, plane, found.Value.Id) : found;
            return x.Show(changed, after => x.Show(after, () =>
            {
                x.Output.Talk($"{after.Id}: {Words.Standing(after.Phase, after.Reason)}");
                if (after.Next is { } next)
                {
                    x.Output.Hint(next);
                }
            }));
        });
    }
}
