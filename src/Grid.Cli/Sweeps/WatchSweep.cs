using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Watching;

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

            var last = await Watcher.Follow(grid, found.Value.Id, x.Output, x.Stop) ?? found.Value;
            if (last.EndedAt is null)
            {
                x.Output.Talk($"no process works on {x.Home}: sweep {last.Id} stands still");
                x.Output.Hint("go on with: grid sweep run FILE");
            }

            return x.Show(last, () => x.Output.Data(
                $"{last.Id}  {last.Phase.ToString().ToLowerInvariant()}: {last.Reason}"));
        });
    }
}
