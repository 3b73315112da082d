using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Cli.Artifacts;

/// <summary>grid artifact gc</summary>
internal static class CollectArtifacts
{
    private const int PageSize = 1000;

    public static Command Create()
    {
        var ended = Flags.Switch("--ended", "Those of ended sweeps, too, not only those of deleted ones");
        var isDryRun = Flags.Switch("--dry-run", "Only say which");
        return Verb.Changing("gc", "Delete artifacts that no sweep uses any more", [ended, isDryRun], async (x, grid) =>
        {
            var sweeps = await Sweeps(grid, x.Of(ended), x.Stop);
            var unused = ArtifactUse.Unused(await grid.Artifacts(x.Stop), sweeps);
            var (gone, faults) = (new List<ArtifactSummary>(), new List<Diagnostic>());
            foreach (var artifact in unused)
            {
                var deleted = x.Of(isDryRun) ? null : await grid.DeleteArtifact(artifact.Id, x.Stop);
                faults.AddRange(deleted?.Faults ?? []);
                gone.AddRange(deleted is { IsValid: false } ? [] : [artifact]);
            }

            x.Show(gone.ToImmutableArray(), () => Write(x.Output, gone, x.Of(isDryRun)));
            return faults.Count == 0 ? ExitCode.Ok : x.Refuse([.. faults]);
        });
    }

    private static async Task<List<SweepId>> Sweeps(IGrid grid, bool isEndedLeftOut, CancellationToken stop)
    {
        var all = new List<SweepId>();
        for (var skip = 0; ; skip += PageSize)
        {
            var page = await grid.Sweeps(new() { Skip = skip, Take = PageSize }, stop);
            all.AddRange(page.Rows.Where(x => !isEndedLeftOut || x.EndedAt is null).Select(x => x.Id));
            if (page.Rows.Length < PageSize)
            {
                return all;
            }
        }
    }

    private static void Write(Output output, List<ArtifactSummary> unused, bool isDryRun)
    {
        foreach (var artifact in unused)
        {
            output.Data($"{artifact.Id}  {Words.Bytes(artifact.Bytes)}");
        }

        output.Talk($"{Words.Plural(unused.Count, "artifact")}, {Words.Bytes(unused.Sum(x => x.Bytes))}"
            + (isDryRun ? " would be deleted" : " deleted"));
    }
}
