using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Grid.Core.Checkpoints;
using Grid.Core.Recipes;

namespace Grid.Core.Ports;

/// <summary>Everything an attempt needs; immutable, travels from the run to its device.</summary>
public sealed record AttemptOrder
{
    /// <summary>The <see cref="Artifacts"/> of a run that needs none.</summary>
    public static ImmutableSortedDictionary<string, string> NoArtifacts { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The run.</summary>
    public required RunId Run { get; init; }

    /// <summary>The fencing token: every report and commit carries it.</summary>
    public required AttemptNumber Attempt { get; init; }

    /// <summary>The resolved recipe: every setting has a value.</summary>
    public required Settings Recipe { get; init; }

    /// <summary>The run's seed; every random draw derives from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where to resume from; null = from the start.</summary>
    public CheckpointRef? Checkpoint { get; init; }

    /// <summary>Write a checkpoint this often.</summary>
    public TimeSpan CheckpointEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence longer than this counts as a hang.</summary>
    public TimeSpan MaxSilence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Slots it takes.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>W3C trace context of the attempt's trace, or null.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The blobs of the artifacts that it works from, by stage: "synthesis" of a run of clsp-moco.</summary>
    public ImmutableSortedDictionary<string, string> Artifacts { get; init; } = NoArtifacts;

    /// <summary>The shared stage that it builds; null where it trains an encoder.</summary>
    public StageBuild? Build { get; init; }
}

/// <summary>What an attempt that builds an artifact makes.</summary>
/// <param name="Stage">The shared stage: "diffusion", "synthesis".</param>
/// <param name="Output">The blob that the result becomes, once it is whole.</param>
/// <param name="Data">SHA-256 of the training images that it is built from.</param>
public sealed record StageBuild(string Stage, string Output, string Data);

/// <summary>Points of one metric, as columns.</summary>
/// <param name="Name">"train.loss", "val.knn.top1".</param>
/// <param name="Steps">Optimiser steps, ascending.</param>
/// <param name="Values">One for each step; may be NaN or infinite.</param>
public sealed record MetricSeries(string Name, ImmutableArray<long> Steps, ImmutableArray<double> Values);

/// <summary>Where an attempt is.</summary>
public sealed record AttemptProgress
{
    /// <summary>Optimiser steps done.</summary>
    public required long Step { get; init; }

    /// <summary>Steps of the whole run.</summary>
    public required long Steps { get; init; }

    /// <summary>Source images a second, lately.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>What it is doing: "train", "evaluate", "load".</summary>
    public string Stage { get; init; } = "train";
}

/// <summary>Why an attempt failed.</summary>
public enum FailureKind
{
    /// <summary>The recipe or its data is at fault: never retried.</summary>
    BadInput,

    /// <summary>The loss is not finite: never retried, it would happen again.</summary>
    Diverged,

    /// <summary>The checkpoint to go on from cannot be read: the one before it is tried within the limit.</summary>
    DamagedCheckpoint,

    /// <summary>Too little memory: retried within the limit.</summary>
    OutOfMemory,

    /// <summary>An unexpected error of the trainer: retried within the limit.</summary>
    Unexpected,

    /// <summary>The world failed (disk, store, network): retried until it is back, and never counted.</summary>
    Transient,

    /// <summary>No step for too long: retried within the limit.</summary>
    Hung,

    /// <summary>
    /// The device process aborted and this run had made no checkpoint since its last attempt: retried within the limit.
    /// </summary>
    Aborted,
}

/// <summary>How an attempt ended.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "end")]
[JsonDerivedType(typeof(Finished), "finished")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Failed), "failed")]
public abstract record AttemptEnd
{
    private AttemptEnd()
    {
    }

    /// <summary>All steps done and evaluated.</summary>
    /// <param name="Metrics">Final values by name.</param>
    /// <param name="Checkpoint">The last checkpoint, with the final weights.</param>
    public sealed record Finished(ImmutableSortedDictionary<string, double> Metrics, CheckpointRef? Checkpoint)
        : AttemptEnd;

    /// <summary>It was told to stop, and checkpointed where it stood.</summary>
    public sealed record Stopped(CheckpointRef? Checkpoint) : AttemptEnd;

    /// <summary>It failed.</summary>
    /// <param name="Kind">Decides whether it is tried again.</param>
    /// <param name="Reason">One sentence for the user.</param>
    /// <param name="Hint">What to do about it, or null.</param>
    public sealed record Failed(FailureKind Kind, string Reason, string? Hint = null) : AttemptEnd;
}

/// <summary>
/// What a trainer tells while it works. Every call returns at once; calls come from the training thread.
/// </summary>
public interface IAttemptReporter
{
    /// <summary>Where the attempt is; also its sign of life.</summary>
    void Progress(AttemptProgress progress);

    /// <summary>New metric points.</summary>
    void Metrics(ImmutableArray<MetricSeries> series);

    /// <summary>A checkpoint is durable; the run takes it as its own if the attempt is still current.</summary>
    void Checkpointed(CheckpointRef checkpoint);

    /// <summary>A line of the run's log.</summary>
    void Log(string line);
}

/// <summary>
/// Trains. The one door from the grains to the science; implementations may be native and may crash the process.
/// </summary>
public interface ITrainer
{
    /// <summary>
    /// Trains one attempt on the calling thread, until it ends or <paramref name="stop"/> asks it to checkpoint and
    /// leave. Never throws for a fault of the recipe, the data or the world: those are <see cref="AttemptEnd.Failed"/>.
    /// </summary>
    AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop);
}
