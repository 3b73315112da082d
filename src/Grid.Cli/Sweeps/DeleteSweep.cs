using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep delete SWEEP</summary>
internal static class DeleteSweep
{
    public static Command Create()
    {
        var sweep = SweepArguments.Sweep();
        return Verb.Changing("delete", "Delete an ended sweep with its runs and checkpoints", [sweep],
            async (x, grid) =>
            {
                var found = await grid.Sweep(x.Of(sweep), x.Stop);
                var deleted = found.IsValid ? await grid.DeleteSweep(found.Value.Id, x.Stop) : found;
                return x.Show(deleted, before => x.Show(before, () =>
                {
                    x.Output.Talk($"{before.Id} is deleted, with {Words.Plural(before.StartedRuns, "run")}");
                    x.Output.Hint("artifacts stay until: grid artifact gc");
                }));
            });
    }
}
