using System.Collections.Immutable;
using Grid.Core.Runs;

namespace Grid.Core.Backlogs;

/// <summary>A run that a device names in its announcement.</summary>
/// <param name="Run">The run.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Slots">Slots it holds.</param>
public sealed record AnnouncedRun(RunId Run, AttemptNumber Attempt, int Slots);

/// <summary>What a device says of itself, once a second.</summary>
public sealed record DeviceAnnouncement
{
    /// <summary>Its name.</summary>
    public required string Device { get; init; }

    /// <summary>Its incarnation.</summary>
    public required long Epoch { get; init; }

    /// <summary>"cpu" or "cuda".</summary>
    public required string Kind { get; init; }

    /// <summary>Slots it offers.</summary>
    public required int Slots { get; init; }

    /// <summary>True while it accepts nothing new.</summary>
    public bool IsDraining { get; init; }

    /// <summary>Runs aboard.</summary>
    public ImmutableArray<AnnouncedRun> Runs { get; init; } = [];
}

/// <summary>What can happen to the backlog.</summary>
public abstract record BacklogEvent
{
    private BacklogEvent()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A run asks for a slot.</summary>
    public sealed record Enqueued(BacklogEntry Entry) : BacklogEvent;

    /// <summary>A run no longer asks.</summary>
    public sealed record Withdrawn(RunId Run) : BacklogEvent;

    /// <summary>A run says that it holds a slot.</summary>
    public sealed record Claimed(BacklogClaim Claim) : BacklogEvent;

    /// <summary>A run gives its slot back.</summary>
    public sealed record Released(RunId Run, string Device, long Epoch) : BacklogEvent;

    /// <summary>A device is alive.</summary>
    public sealed record Announced(DeviceAnnouncement Announcement) : BacklogEvent;

    /// <summary>An incarnation of a device ended, as its supervisor saw.</summary>
    public sealed record DeviceEnded(string Device, long Epoch, LossCause Cause, string Detail, bool IsQuarantined)
        : BacklogEvent;

    /// <summary>Time passes: silent devices and runs are given up, delayed runs become due.</summary>
    public sealed record Ticked : BacklogEvent;
}

/// <summary>What the shell of the backlog must do.</summary>
public abstract record BacklogEffect
{
    private BacklogEffect()
    {
    }

    /// <summary>Offer a slot to a run.</summary>
    public sealed record Grant(RunId Run, string Device, long Epoch) : BacklogEffect;

    /// <summary>Tell a run that its device is lost.</summary>
    public sealed record TellLost(RunId Run, string Device, long Epoch, LossCause Cause, string Detail) : BacklogEffect;
}
