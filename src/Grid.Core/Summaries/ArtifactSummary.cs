using System.Collections.Immutable;
using Grid.Core.Artifacts;

namespace Grid.Core.Summaries;

/// <summary>An artifact as lists show it.</summary>
public sealed record ArtifactSummary
{
    /// <summary>Its id.</summary>
    public required ArtifactId Id { get; init; }

    /// <summary>The stage whose output it is.</summary>
    public required string Stage { get; init; }

    /// <summary>Where it stands.</summary>
    public required ArtifactPhase Phase { get; init; }

    /// <summary>Why it stands there, in a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The command that tells more or moves it on, or null.</summary>
    public string? Next { get; init; }

    /// <summary>The blob.</summary>
    public required string Output { get; init; }

    /// <summary>Size of the blob; 0 until it is there.</summary>
    public long Bytes { get; init; }

    /// <summary>Builds begun.</summary>
    public long Builds { get; init; }

    /// <summary>Sweeps and artifacts that asked for it.</summary>
    public ImmutableSortedSet<SweepId> Users { get; init; } = [];

    /// <summary>First asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the last build ended, or null.</summary>
    public DateTimeOffset? BuiltAt { get; init; }

    /// <summary>The row of a state.</summary>
    public static ArtifactSummary Of(ArtifactState state) => new()
    {
        Id = state.Spec.Id,
        Stage = state.Spec.Stage,
        Phase = state.Phase,
        Reason = state.Reason,
        Next = state.Hint,
        Output = state.Spec.Output,
        Bytes = state.Bytes,
        Builds = state.Build,
        Users = state.Users,
        CreatedAt = state.CreatedAt,
        BuiltAt = state.BuiltAt,
    };
}
