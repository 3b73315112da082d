using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Cli.Watching;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Server.Client;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep watch SWEEP</summary>
internal static class WatchSweep
{
    public static Command Create()
    {
        var sweep = SweepArguments.Sweep();
        return Verb.Asking("watch", "Follow a sweep until it ends", [sweep], async (x, grid) =>
        {
            var found = await grid.Sweep(x.Of(sweep), x.Stop);
            if (!found.IsValid)
            {
                return x.Refuse(found.Faults);
            }

            var last = await Follow(x, grid, found.Value);
            if (last.EndedAt is null)
            {
                x.Output.Talk($"no process works on {x.Home}: sweep {last.Id} stands still");
                x.Output.Hint("go on with: grid sweep run FILE");
            }

            return x.Show(last, () => x.Output.Data(
                $"{last.Id}  {Words.Standing(last.Phase, last.Reason)}"));
        });
    }

    // The process that runs a sweep ends with it, perhaps before its last word is through: the home knows the end.
    private static async Task<SweepSummary> Follow(Invocation x, IGrid grid, SweepSummary sweep)
    {
        try
        {
            return await Watcher.Follow(grid, sweep.Id, x.Output, x.Stop) ?? sweep;
        }
        catch (ServerException) when (x.Server is null)
        {
            var opened = await x.Access.Read(x.Stop);
            if (!opened.IsValid)
            {
                throw;
            }

            await using var lease = opened.Value;
            return (await lease.Grid.Sweep(sweep.Id.Value, x.Stop)).Value ?? sweep;
        }
    }
}
