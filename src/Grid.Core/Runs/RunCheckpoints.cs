using System.Collections.Immutable;
using Grid.Core.Checkpoints;

namespace Grid.Core.Runs;

/// <summary>Which checkpoints a run keeps.</summary>
internal static class RunCheckpoints
{
    /// <summary>
    /// Takes a checkpoint that is further than the last and lets the oldest go. One that is not further may be a late
    /// report of one that was discarded: its blobs are gone.
    /// </summary>
    public static (RunState State, ImmutableArray<RunEffect> Discards) Take(
        RunState state, CheckpointRef? checkpoint, int keep)
    {
        var isFurther = checkpoint is not null && (state.LastCheckpoint is not { } last || checkpoint.Step > last.Step);
        var all = isFurther ? state.Checkpoints.Add(checkpoint!) : state.Checkpoints;
        var surplus = Math.Max(0, all.Length - keep);
        if (!isFurther && surplus == 0)
        {
            return (state, []);
        }

        var kept = all[surplus..];
        var next = state with { Checkpoints = kept, IsSuspect = state.IsSuspect && !isFurther };
        return (next, surplus == 0 ? [] : [new RunEffect.DiscardCheckpoints(all[..surplus], kept)]);
    }

    /// <summary>
    /// Does without the last checkpoint, which is damaged. It is discarded, for a blob of its content is never written
    /// again where one of its name is there.
    /// </summary>
    public static (RunState State, RunEffect Discard) GiveUpLast(RunState state)
    {
        var left = state.Checkpoints.RemoveAt(state.Checkpoints.Length - 1);
        return (state with { Checkpoints = left }, new RunEffect.DiscardCheckpoints([state.Checkpoints[^1]], left));
    }
}
