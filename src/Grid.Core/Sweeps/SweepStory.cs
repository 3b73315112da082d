using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using Grid.Core.Json;
using Grid.Core.Ports;

namespace Grid.Core.Sweeps;

/// <summary>The journal of a sweep in sentences, told by taking the same steps again.</summary>
public static class SweepStory
{
    /// <summary>One sentence for each event.</summary>
    public static ImmutableArray<Reason> Tell(ImmutableArray<JournalRow> journal)
    {
        var story = ImmutableArray.CreateBuilder<Reason>(journal.Length);
        SweepState? state = null;
        foreach (var row in journal)
        {
            var @event = JsonSerializer.Deserialize(row.Payload, GridJson.Default.SweepEvent)!;
            var after = Sweep.Step(state, @event).State;
            story.Add(new(row.At, Sentence(state, @event, after) + Ending(state, after)));
            state = after;
        }

        return story.MoveToImmutable();
    }

    private static string Sentence(SweepState? before, SweepEvent @event, SweepState? after) => @event switch
    {
        SweepEvent.Submitted x =>
            $"submitted: {x.Spec.Replicas} replicas a trial, at most {x.Spec.Limits.Parallel} runs at once",
        SweepEvent.Woken => "was asked whether all is well",
        SweepEvent.RunEnded x =>
            $"{x.End.Run} {x.End.Phase.ToString().ToLowerInvariant()}{Value(x.End.ObjectiveValue)}"
            + Best(before, after),
        SweepEvent.PauseRequested => "a pause was asked for",
        SweepEvent.ResumeRequested => "it was resumed",
        SweepEvent.CancelRequested x => $"a cancel was asked for: {x.Reason}",
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a sweep"),
    };

    private static string Value(double? value) => value is { } x ? $" with {x:G6}" : "";

    private static string Best(SweepState? before, SweepState? after) =>
        after?.BestRun != before?.BestRun ? ", the best so far" : "";

    private static string Ending(SweepState? before, SweepState? after) =>
        after is { HasEnded: true } && before is not { HasEnded: true } ? $"; the sweep is over: {after.Reason}" : "";
}
