using System.Diagnostics;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Runs;

namespace Grid.Orleans.Runs;

/// <summary>The trace of one attempt, as the run knows it.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="Parent">W3C trace context of its first span; null where nobody listens.</param>
internal sealed record AttemptTrace(AttemptNumber Attempt, string? Parent)
{
    /// <summary>No attempt yet.</summary>
    public static AttemptTrace None { get; } = new(default, null);

    /// <summary>
    /// Starts an attempt's trace with a span of no length, so that a crash leaves a trace that can be read.
    /// </summary>
    public static AttemptTrace Begin(RunEffect.StartAttempt effect)
    {
        var before = Activity.Current;
        Activity.Current = null; // The attempt has a trace of its own, not the caller's.
        using var span = Telemetry.Source.StartActivity("run.started");
        span?.SetTag("grid.run", effect.Order.Run.Value);
        span?.SetTag("grid.attempt", effect.Order.Attempt.Value);
        span?.SetTag("grid.device", effect.Device);
        span?.Stop();
        Activity.Current = before;
        return new(effect.Order.Attempt, span?.Id);
    }

    /// <summary>
    /// Starts the span of a checkpoint's commit; null where nobody listens, or the attempt began in another process.
    /// </summary>
    public Activity? Commit(CheckpointRef checkpoint)
    {
        var span = Parent is null ? null
            : Telemetry.Source.StartActivity("checkpoint.commit", ActivityKind.Internal, Parent);
        return span?.SetTag("grid.step", checkpoint.Step);
    }
}
