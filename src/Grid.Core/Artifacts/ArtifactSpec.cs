using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Core.Artifacts;

/// <summary>What an artifact is made of. Its id names all that its content depends on.</summary>
public sealed record ArtifactSpec
{
    /// <summary>Its id.</summary>
    public required ArtifactId Id { get; init; }

    /// <summary>The stage whose output it is.</summary>
    public required string Stage { get; init; }

    /// <summary>The settings of the stage, of all stages it builds on, and of the data.</summary>
    public required Settings Recipe { get; init; }

    /// <summary>The stage's own seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>SHA-256 of the training images, lower-case hexadecimal.</summary>
    public string Data { get; init; } = "";

    /// <summary>The blob that it becomes.</summary>
    public required string Output { get; init; }

    /// <summary>The artifacts that it is built from.</summary>
    public ImmutableArray<ArtifactSpec> Inputs { get; init; } = [];

    /// <summary>What its build needs of a device.</summary>
    public ResourceSpec Resources { get; init; } = new();

    /// <summary>When its build checkpoints.</summary>
    public CheckpointSpec Checkpoint { get; init; } = new();
}
