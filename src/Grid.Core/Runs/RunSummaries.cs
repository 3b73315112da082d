using Grid.Core.Summaries;

namespace Grid.Core.Runs;

/// <summary>The read model's row of a run.</summary>
public static class RunSummaries
{
    /// <summary>What lists and tables show of a run in this state.</summary>
    public static RunSummary Of(RunState state) => new()
    {
        Id = state.Spec.Id,
        Sweep = state.Spec.Id.Sweep,
        Trial = state.Spec.Trial,
        Replica = state.Spec.Replica,
        Assignment = state.Spec.Assignment,
        Phase = state.Phase,
        Reason = state.Reason,
        Next = state.Hint,
        Attempt = state.Attempt,
        Failures = state.Failures,
        Device = state.Device,
        CheckpointStep = state.LastCheckpoint?.Step ?? 0,
        ObjectiveValue = state.ObjectiveValue,
        Metrics = state.Metrics,
        CreatedAt = state.CreatedAt,
        EndedAt = state.EndedAt,
    };
}
