using System.Collections.Immutable;

namespace Grid.Core.Backlogs;

/// <summary>A run that waits for a slot.</summary>
public sealed record BacklogEntry
{
    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>Slots it needs, on one device.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>"any", "cpu" or "cuda".</summary>
    public string Device { get; init; } = "any";

    /// <summary>Runs alone: it was aboard when a device aborted.</summary>
    public bool IsSuspect { get; init; }

    /// <summary>Not granted before this moment.</summary>
    public DateTimeOffset? NotBefore { get; init; }
}

/// <summary>A run that says it holds a slot.</summary>
/// <param name="Run">The run.</param>
/// <param name="Device">The device.</param>
/// <param name="Epoch">The incarnation of the device.</param>
/// <param name="Slots">Slots it holds.</param>
/// <param name="IsSuspect">It runs alone.</param>
public sealed record BacklogClaim(RunId Run, string Device, long Epoch, int Slots, bool IsSuspect);

/// <summary>A run aboard a device, as the backlog believes.</summary>
/// <param name="Run">The run.</param>
/// <param name="Slots">Slots it holds.</param>
/// <param name="IsSuspect">It runs alone.</param>
/// <param name="HeardAt">When the grant was made or the device last named the run.</param>
/// <param name="IsNamed">The device has named it: once it no longer does, the run has left.</param>
public sealed record Boarding(RunId Run, int Slots, bool IsSuspect, DateTimeOffset HeardAt, bool IsNamed = false);

/// <summary>A device as the backlog believes it to be.</summary>
public sealed record BacklogDevice
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its incarnation; a newer one ends everything aboard the older.</summary>
    public required long Epoch { get; init; }

    /// <summary>"cpu" or "cuda".</summary>
    public required string Kind { get; init; }

    /// <summary>Slots it offers; 0 until it announced itself.</summary>
    public required int Slots { get; init; }

    /// <summary>"ready", "restarting", "draining" or "quarantined".</summary>
    public string Phase { get; init; } = "ready";

    /// <summary>Why, in a sentence.</summary>
    public string Reason { get; init; } = "";

    /// <summary>True once this incarnation has ended: its late announcements and claims count for nothing.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Runs aboard.</summary>
    public ImmutableDictionary<RunId, Boarding> Aboard { get; init; } = ImmutableDictionary<RunId, Boarding>.Empty;

    /// <summary>Slots held.</summary>
    public int Held { get; init; }

    /// <summary>When it last announced itself.</summary>
    public required DateTimeOffset HeardAt { get; init; }
}

/// <summary>What one sweep waits for, and what it holds.</summary>
/// <param name="Waiting">In order of trial and replica: an early trial that was stopped or retried goes first.</param>
/// <param name="Held">Slots its runs hold now: the sweep with the fewest is served first.</param>
/// <param name="Arrival">Of two sweeps that hold as many, the one that came first is served first.</param>
public sealed record BacklogShare(ImmutableSortedDictionary<RunId, BacklogEntry> Waiting, int Held, long Arrival)
{
    /// <summary>Nothing waits, nothing is held.</summary>
    public bool IsEmpty => Waiting.IsEmpty && Held == 0;
}

/// <summary>
/// Soft state: devices announce themselves and runs ask again, so its loss costs seconds and no data.
/// </summary>
public sealed record BacklogState
{
    /// <summary>Nothing waits.</summary>
    public static BacklogState Empty { get; } = new();

    /// <summary>Number of the next sweep to arrive.</summary>
    public long NextArrival { get; init; } = 1;

    /// <summary>How many runs wait.</summary>
    public int Waiting => Shares.Values.Sum(x => x.Waiting.Count);

    /// <summary>By sweep.</summary>
    public ImmutableSortedDictionary<SweepId, BacklogShare> Shares { get; init; } =
        ImmutableSortedDictionary<SweepId, BacklogShare>.Empty;

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, BacklogDevice> Devices { get; init; } =
        ImmutableSortedDictionary.Create<string, BacklogDevice>(StringComparer.Ordinal);

    /// <summary>The entry of a waiting run, or null.</summary>
    public BacklogEntry? EntryOf(RunId run) => Shares.GetValueOrDefault(run.Sweep)?.Waiting.GetValueOrDefault(run);
}
