using System.Collections.Immutable;
using Grid.Core.Summaries;

namespace Grid.Core.Artifacts;

/// <summary>Which artifacts nobody uses any more.</summary>
public static class ArtifactUse
{
    /// <summary>
    /// The artifacts that are there, or half there, and that no sweep uses: neither itself nor through an artifact
    /// built on them.
    /// </summary>
    /// <param name="artifacts">All artifacts.</param>
    /// <param name="sweeps">Sweeps that count.</param>
    public static ImmutableArray<ArtifactSummary> Unused(
        ImmutableArray<ArtifactSummary> artifacts, IEnumerable<SweepId> sweeps)
    {
        var used = sweeps.ToHashSet();
        // Uses reach over as many stages as there are; each round goes one stage further.
        for (var known = -1; known < used.Count;)
        {
            known = used.Count;
            used.UnionWith(artifacts.Where(x => x.Users.Any(used.Contains)).Select(x => x.Id.AsOwner).ToArray());
        }

        return [.. artifacts.Where(x => x.Phase != ArtifactPhase.Deleted && !used.Contains(x.Id.AsOwner))];
    }
}
