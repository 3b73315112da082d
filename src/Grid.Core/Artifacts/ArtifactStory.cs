using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Core.Artifacts;

/// <summary>The journal of an artifact in sentences.</summary>
public static class ArtifactStory
{
    /// <summary>One sentence for each event.</summary>
    public static ImmutableArray<Reason> Tell(ImmutableArray<JournalRow> journal) =>
    [
        .. journal.Select(row => new Reason(
            row.At, Sentence(JsonSerializer.Deserialize(row.Payload, GridJson.Default.ArtifactEvent)!))),
    ];

    private static string Sentence(ArtifactEvent @event) => @event switch
    {
        ArtifactEvent.Requested x => $"{x.By} asked for it",
        ArtifactEvent.Left x => $"{x.By} no longer waits for it",
        ArtifactEvent.BuildEnded x => $"{x.End.Run} ended: {x.End.Reason}",
        ArtifactEvent.DeleteRequested => "it was deleted",
        ArtifactEvent.SweepDeleted x => $"sweep {x.Sweep} was deleted",
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of an artifact"),
    };
}
