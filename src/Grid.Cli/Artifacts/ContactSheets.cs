using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Learning.Stages;
using Grid.Storage.Homes;

namespace Grid.Cli.Artifacts;

/// <summary>The pictures of synthetic positives beside their anchors, for people to look at.</summary>
internal static class ContactSheets
{
    /// <summary>Where the sheets of a sweep's artifacts lie.</summary>
    public static async Task<ImmutableArray<string>> Of(
        SweepId sweep, IGrid grid, string home, CancellationToken stop) =>
    [
        .. (await grid.Artifacts(stop)).Where(x => x.Users.Contains(sweep)).Select(x => Of(x, home)).OfType<string>()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where the sheet of an artifact lies: a file, or else the blob's name; null where it has none.</summary>
    public static string? Of(ArtifactSummary artifact, string home)
    {
        if (artifact is not { Stage: StageCatalog.Synthesis, Phase: ArtifactPhase.Ready })
        {
            return null;
        }

        var name = StageCatalog.SheetOf(artifact.Output);
        using var opened = Home.Read(home).Value;
        var file = Path.Combine(opened?.BlobsAddress ?? "", name);
        return File.Exists(file) ? Path.GetRelativePath(Environment.CurrentDirectory, file) : name;
    }
}
