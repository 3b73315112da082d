using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Ports;

namespace Grid.Cli.Runs;

/// <summary>grid why ID</summary>
internal static class Why
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "A sweep or a run" };
        return Verb.Asking("why", "Why a sweep or a run stands where it stands", [id], async (x, grid) =>
        {
            var found = await grid.Why(x.Of(id), x.Stop);
            return x.Show(found, explanation => x.Show(explanation, () => Write(x.Output, explanation)));
        });
    }

    private static void Write(Output output, Explanation explanation)
    {
        output.Data($"{output.Bold(explanation.Id)}  {explanation.Now}");
        foreach (var reason in explanation.Story)
        {
            output.Data($"  {Words.Moment(reason.At)}  {reason.Text}");
        }

        if (explanation.Next is { } next)
        {
            output.Hint(next);
        }
    }
}
