using Grid.Core.Summaries;

namespace Grid.Core.Sweeps;

/// <summary>The read model's row of a sweep.</summary>
public static class SweepSummaries
{
    /// <summary>What lists and tables show of a sweep in this state.</summary>
    /// <param name="state">The sweep.</param>
    /// <param name="plannedTrials">Trials it will have, or null where that is not known.</param>
    public static SweepSummary Of(SweepState state, long? plannedTrials) => new()
    {
        Id = state.Id,
        Name = state.Spec.Name,
        SpecHash = state.Spec.Hash,
        Phase = state.Phase,
        Reason = state.Reason,
        Next = state.Next,
        Objective = state.Spec.Objective,
        PlannedRuns = plannedTrials * state.Spec.Replicas,
        StartedRuns = state.Started,
        FinishedRuns = state.Finished,
        FailedRuns = state.Failed,
        CancelledRuns = state.Cancelled,
        BestRun = state.BestRun,
        BestValue = state.BestValue,
        StartedAt = state.StartedAt,
        EndedAt = state.EndedAt,
    };
}
