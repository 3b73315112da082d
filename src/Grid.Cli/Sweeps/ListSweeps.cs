using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Cli.Sweeps;

/// <summary>grid sweep list</summary>
internal static class ListSweeps
{
    public static Command Create()
    {
        var phase = Flags.Of<SweepPhase>("--phase", "Only sweeps in this phase");
        var name = Flags.Text("--name", "Only sweeps of this name", "NAME");
        var skip = Flags.Count("--skip", "Leave out the first ones", 0);
        var take = Flags.Count("--take", "At most this many", 100, min: 1);
        return Verb.Asking("list", "Sweeps, newest first", [phase, name, skip, take], async (x, grid) =>
        {
            var query = new SweepQuery { Phase = x.Of(phase), Name = x.Of(name), Skip = x.Of(skip), Take = x.Of(take) };
            var page = await grid.Sweeps(query, x.Stop);
            return x.Show(page, () =>
            {
                x.Output.Raw(SweepTables.Of(page.Rows).ToText());
                if (page.Rows.Length < page.Total)
                {
                    x.Output.Talk($"{page.Rows.Length} of {page.Total}; more with --skip and --take");
                }
            });
        });
    }
}
