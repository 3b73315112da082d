using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Artifacts;

namespace Grid.Cli.Artifacts;

/// <summary>grid artifact list</summary>
internal static class ListArtifacts
{
    public static Command Create()
    {
        var deleted = Flags.Switch("--deleted", "Those that were deleted, too");
        return Verb.Asking("list", "Artifacts, newest first", [deleted], async (x, grid) =>
        {
            var all = await grid.Artifacts(x.Stop);
            var shown = x.Of(deleted) ? all : [.. all.Where(y => y.Phase != ArtifactPhase.Deleted)];
            return x.Show(shown, () =>
            {
                var table = new Table(
                    new("artifact"), new("phase"), new("size", true), new("builds", true), new("used by"),
                    new("reason"));
                foreach (var y in shown)
                {
                    table.Add(
                        y.Id.Value, y.Phase.ToString().ToLowerInvariant(), y.Bytes > 0 ? Words.Bytes(y.Bytes) : "",
                        Words.Count(y.Builds), string.Join(' ', y.Users), y.Reason);
                }

                x.Output.Raw(table.ToText());
                if (shown.IsEmpty)
                {
                    x.Output.Hint("sweeps over methods with shared stages make them: grid method show clsp-moco");
                }
            });
        });
    }
}
