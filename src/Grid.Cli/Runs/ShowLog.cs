using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;

namespace Grid.Cli.Runs;

/// <summary>grid run logs RUN</summary>
internal static class ShowLog
{
    public static Command Create()
    {
        var run = RunArguments.Run();
        var lines = Flags.Count("--lines", "At most this many, the last", 1000, min: 1);
        return Verb.Asking("logs", "What a run wrote", [run, lines], async (x, grid) =>
        {
            var log = await grid.Log(x.Of(run), x.Of(lines), x.Stop);
            return x.Show(log, found => x.Show(found, () =>
            {
                foreach (var line in found)
                {
                    x.Output.Data($"{Words.Moment(line.At)} [{line.Attempt}] {line.Text}");
                }
            }));
        });
    }
}
