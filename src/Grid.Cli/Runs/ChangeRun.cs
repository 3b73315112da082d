using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core;

namespace Grid.Cli.Runs;

/// <summary>grid run pause|resume|cancel RUN</summary>
internal static class ChangeRun
{
    public static Command Pause() =>
        Create("pause", "Stop a run with a checkpoint, until it is resumed", [],
            (x, grid, id) => grid.PauseRun(id, x.Stop));

    public static Command Resume() =>
        Create("resume", "Let a paused run go on", [], (x, grid, id) => grid.ResumeRun(id, x.Stop));

    public static Command Cancel()
    {
        var reason = ChangeSweep.Reason();
        return Create("cancel", "End a run for good; its sweep goes on", [reason],
            (x, grid, id) => grid.CancelRun(id, x.Of(reason)!, x.Stop));
    }

    private static Command Create(
        string name, string summary, Option[] options, Func<Invocation, IGrid, RunId, Task<Result<RunSummary>>> change)
    {
        var run = RunArguments.Run();
        return Verb.Changing(name, summary, [run, .. options], async (x, plane) =>
        {
            return x.Show(await change(x, plane, x.Of(run)), after => x.Show(after, () =>
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
