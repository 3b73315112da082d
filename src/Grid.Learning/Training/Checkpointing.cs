using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Learning.Checkpoints;

namespace Grid.Learning.Training;

/// <summary>Decides when an attempt checkpoints, and reports what became durable.</summary>
/// <param name="writer">Writes beside training.</param>
/// <param name="state">What is written.</param>
/// <param name="manifest">Manifest of this attempt; step and blobs are filled in.</param>
/// <param name="every">At least this often.</param>
/// <param name="time">The clock.</param>
/// <param name="reporter">Hears of durable ones.</param>
internal sealed class Checkpointing(CheckpointWriter writer, IRunState state, CheckpointManifest manifest,
    TimeSpan every, TimeProvider time, IAttemptReporter reporter)
{
    private long _begun = time.GetTimestamp();
    private CheckpointRef? _durable;
    private (long Step, long EvaluatedAt)? _written;

    /// <summary>Says that the present state is that of a durable checkpoint.</summary>
    internal void ResumedFrom(CheckpointRef checkpoint) =>
        (_durable, _written) = (checkpoint, (state.Step, state.EvaluatedAt));

    /// <summary>Reports one that became durable, and begins the next where it is time.</summary>
    /// <exception cref="StoreException">The one before could not be written.</exception>
    internal void Poll()
    {
        Report(writer.Collect());
        if (!writer.IsBusy && time.GetElapsedTime(_begun) >= every)
        {
            Begin();
        }
    }

    /// <summary>Makes the present state durable where it is not, and waits for it.</summary>
    /// <exception cref="StoreException">It could not be written.</exception>
    internal CheckpointRef Complete()
    {
        Report(writer.Collect(wait: true));
        if (_written != (state.Step, state.EvaluatedAt))
        {
            Begin();
            Report(writer.Collect(wait: true));
        }

        return _durable!;
    }

    private void Begin()
    {
        using var span = Telemetry.Source.StartActivity("checkpoint.write");
        span?.SetTag("grid.step", state.Step);
        (_begun, _written) = (time.GetTimestamp(), (state.Step, state.EvaluatedAt));
        writer.Begin(new CheckpointContent(manifest with { Step = state.Step }, state.Write()));
    }

    private void Report(CheckpointRef? durable)
    {
        if (durable is not null)
        {
            _durable = durable;
            reporter.Checkpointed(durable);
        }
    }
}
