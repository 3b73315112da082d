using System.Collections.Immutable;

namespace Grid.Core.Ports;

/// <summary>Everything that building the output of a shared stage needs; immutable.</summary>
public sealed record StageOrder
{
    /// <summary>What is built: "diffusion" or "synthesis".</summary>
    public required string Stage { get; init; }

    /// <summary>
    /// Who builds, and from what: its run names the output, its recipe holds at least the stage's settings, its seed is
    /// the stage's own.
    /// </summary>
    public required AttemptOrder Attempt { get; init; }

    /// <summary>The blob that the result becomes, once it is whole.</summary>
    public required string Output { get; init; }

    /// <summary>The blobs of the stages that this one builds on, by stage.</summary>
    public ImmutableSortedDictionary<string, string> Inputs { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}

/// <summary>Builds the outputs of shared stages, as <see cref="ITrainer"/> trains runs.</summary>
public interface IStageBuilder
{
    /// <summary>
    /// Builds on the calling thread, until the output is durable or <paramref name="stop"/> asks to keep what is done
    /// and leave. An output that is there already is finished at once. Never throws for a fault of the recipe, the data
    /// or the world: those are <see cref="AttemptEnd.Failed"/>, and leave no output.
    /// </summary>
    AttemptEnd Build(StageOrder order, IAttemptReporter reporter, CancellationToken stop);
}
