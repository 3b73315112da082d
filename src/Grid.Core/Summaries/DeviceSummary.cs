using System.Collections.Immutable;

namespace Grid.Core.Summaries;

/// <summary>A device as lists show it: soft, from its announcements.</summary>
public sealed record DeviceSummary
{
    /// <summary>"host.cpu", "host.gpu0".</summary>
    public required string Name { get; init; }

    /// <summary>"ready", "restarting", "draining", "quarantined".</summary>
    public required string Phase { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Slots it offers.</summary>
    public int Slots { get; init; }

    /// <summary>Runs aboard.</summary>
    public ImmutableArray<RunId> Runs { get; init; } = [];
}
