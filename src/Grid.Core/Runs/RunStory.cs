using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Core.Runs;

/// <summary>The journal of a run in sentences, told by taking the same steps again.</summary>
public static class RunStory
{
    /// <summary>One sentence for each event; checkpoints in a row share one.</summary>
    public static ImmutableArray<Reason> Tell(ImmutableArray<JournalRow> journal)
    {
        var story = ImmutableArray.CreateBuilder<Reason>(journal.Length);
        RunState? state = null;
        var commits = 0;
        foreach (var row in journal)
        {
            var @event = JsonSerializer.Deserialize(row.Payload, GridJson.Default.RunEvent)!;
            var after = Run.Step(state, @event).State;
            commits = @event is RunEvent.Checkpointed ? commits + 1 : 0;
            if (commits > 1)
            {
                story.RemoveAt(story.Count - 1);
            }

            var text = @event is RunEvent.Checkpointed x ? Commits(x, commits) : Sentence(state, @event, after);
            story.Add(new(row.At, text));
            state = after;
        }

        return story.ToImmutable();
    }

    private static string Sentence(RunState? before, RunEvent @event, RunState? after) => @event switch
    {
        RunEvent.Created x => $"created for trial {x.Spec.Trial}, replica {x.Spec.Replica}: {x.Spec.Assignment}",
        RunEvent.Woken => "was asked whether all is well",
        RunEvent.Granted x => $"attempt {after?.Attempt} began on {x.Device} from step {StepOf(after)}",
        RunEvent.Ended x => $"attempt {x.Attempt} {Words(x.End)}; {Outcome(before, after)}",
        RunEvent.DeviceLost x => $"{x.Device} was lost ({x.Cause}: {x.Detail}); {Outcome(before, after)}",
        RunEvent.PauseRequested => "a pause was asked for",
        RunEvent.ResumeRequested => "it was resumed",
        RunEvent.CancelRequested x => $"it was cancelled: {x.Reason}",
        RunEvent.ArtifactReady x => $"{x.Artifact} is there; {Outcome(before, after)}",
        RunEvent.ArtifactFailed => Outcome(before, after),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a run"),
    };

    private static long StepOf(RunState? state) => state?.LastCheckpoint?.Step ?? 0;

    private static string Words(CheckpointRef checkpoint) =>
        string.Create(CultureInfo.InvariantCulture, $"step {checkpoint.Step} ({checkpoint.Bytes / 1e6:0.0} MB)");

    private static string Commits(RunEvent.Checkpointed x, int count)
    {
        var what = count == 1 ? "a checkpoint" : $"{count} checkpoints, the last";
        return $"attempt {x.Attempt} committed {what} at {Words(x.Checkpoint)}";
    }

    private static string Words(AttemptEnd end) => end switch
    {
        AttemptEnd.Finished => "finished",
        AttemptEnd.Stopped x => x.Checkpoint is { } at ? $"stopped at step {at.Step}" : "stopped",
        AttemptEnd.Failed x => $"failed ({x.Kind}): {x.Reason}",
        _ => throw new UnreachableException($"{end.GetType().Name} is no end of an attempt"),
    };

    private static string Outcome(RunState? before, RunState? after)
    {
        var counted = after?.Failures > before?.Failures
            ? $"failure {after.Failures} of {after.Spec.MaxFailures}; " : "";
        return $"{counted}the run is {after?.Phase.ToString().ToLowerInvariant()}: {after?.Reason}";
    }
}
