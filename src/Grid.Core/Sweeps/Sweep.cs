using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Runs;
using Grid.Core.Search;
using SweepStep = Grid.Core.Transition<Grid.Core.Sweeps.SweepState?, Grid.Core.Sweeps.SweepEffect>;

namespace Grid.Core.Sweeps;

/// <summary>
/// The rules of a sweep: draw trials one after the other, keep at most <see cref="LimitSpec.Parallel"/> runs in
/// flight, count how they end, remember the best.
/// </summary>
public static class Sweep
{
    /// <summary>One step. A stale event changes nothing; a repeated request gives its effects again.</summary>
    public static SweepStep Step(SweepState? state, SweepEvent @event)
    {
        if (state is null)
        {
            return @event is SweepEvent.Submitted first ? Begin(first) : new(null, []);
        }

        var (now, ending) = OverTime(state, @event.At)
            ? Cancel(state, $"its limit of {state.Spec.Limits.Hours} hours is over", @event.At)
            : To(state);
        var (next, effects) = Hear(now!, @event);
        return new(next, [.. ending, .. effects]);
    }

    private static SweepStep Hear(SweepState state, SweepEvent @event) => @event switch
    {
        SweepEvent.Submitted or SweepEvent.Woken => Again(state, @event.At),
        SweepEvent.RunEnded x => Count(state, x.End, x.At),
        SweepEvent.PauseRequested => Pause(state),
        SweepEvent.ResumeRequested x => Resume(state, x.At),
        SweepEvent.CancelRequested x => Cancel(state, x.Reason, x.At),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of a sweep"),
    };

    private static SweepStep Begin(SweepEvent.Submitted x) =>
        Fill(new SweepState { Id = x.Id, Spec = x.Spec, Reason = "running", StartedAt = x.At }, [], x.At);

    private static SweepStep Again(SweepState state, DateTimeOffset at) => state.Phase switch
    {
        SweepPhase.Running => Fill(state, Each(state, x => new SweepEffect.WakeRun(x)), at),
        SweepPhase.Paused => To(state, PauseAll(state)),
        SweepPhase.Cancelling => To(state, Each(state, x => new SweepEffect.CancelRun(x, state.Reason))),
        _ => To(state),
    };

    private static SweepStep Count(SweepState state, RunEnd end, DateTimeOffset at)
    {
        if (!state.InFlight.Contains(end.Run))
        {
            return To(state);
        }

        var next = state with
        {
            InFlight = state.InFlight.Remove(end.Run),
            Finished = state.Finished + (end.Phase == RunPhase.Finished ? 1 : 0),
            Failed = state.Failed + (end.Phase == RunPhase.Failed ? 1 : 0),
            Cancelled = state.Cancelled + (end.Phase == RunPhase.Cancelled ? 1 : 0),
            FirstFailure = state.FirstFailure ?? (end.Phase == RunPhase.Failed ? $"{end.Run}: {end.Reason}" : null),
        };
        if (end.ObjectiveValue is { } value && state.Spec.Objective.IsBetter(value, state.BestValue ?? double.NaN))
        {
            next = next with { BestRun = end.Run, BestValue = value };
        }

        return Fill(next, [], at);
    }

    private static SweepStep Pause(SweepState state)
    {
        if (state.Phase != SweepPhase.Running)
        {
            return state.Phase == SweepPhase.Paused ? To(state, PauseAll(state)) : To(state);
        }

        var next = state with
        {
            Phase = SweepPhase.Paused,
            Reason = "paused",
            Next = $"grid sweep resume {state.Id}",
            Request = state.Request + 1,
        };
        return To(next, PauseAll(next));
    }

    private static SweepStep Resume(SweepState state, DateTimeOffset at)
    {
        if (state.Phase is not (SweepPhase.Running or SweepPhase.Paused))
        {
            return To(state);
        }

        // A running sweep may hold runs that the user paused one by one: they go on too.
        var next = state.Phase == SweepPhase.Running ? state : state with
        {
            Phase = SweepPhase.Running,
            Reason = "running",
            Next = null,
            Request = state.Request + 1,
        };
        return Fill(next, Each(next, x => new SweepEffect.ResumeRun(x) { Request = next.Request }), at);
    }

    private static SweepStep Cancel(SweepState state, string reason, DateTimeOffset at)
    {
        if (state.HasEnded)
        {
            return To(state);
        }

        var next = state.Phase == SweepPhase.Cancelling ? state
            : state with { Phase = SweepPhase.Cancelling, Reason = reason, Next = null };
        return Conclude(next, Each(next, x => new SweepEffect.CancelRun(x, next.Reason)), at);
    }

    private static bool OverTime(SweepState state, DateTimeOffset at) =>
        state.Phase is SweepPhase.Running or SweepPhase.Paused
        && state.Spec.Limits.Hours is { } hours && at - state.StartedAt > TimeSpan.FromHours(hours);

    /// <summary>Starts runs until the limit is reached or nothing is left, then ends the sweep if all ended.</summary>
    private static SweepStep Fill(SweepState state, ImmutableArray<SweepEffect> effects, DateTimeOffset at)
    {
        var all = effects.ToBuilder();
        while (state.Phase == SweepPhase.Running && state.InFlight.Count < state.Spec.Limits.Parallel
            && WithOpenTrial(state) is { Open: { } trial } ready)
        {
            var run = SpecOf(ready, trial);
            all.Add(new SweepEffect.StartRun(run));
            state = ready with
            {
                InFlight = ready.InFlight.Add(run.Id),
                Started = ready.Started + 1,
                Open = trial.NextReplica < ready.Spec.Replicas
                    ? trial with { NextReplica = trial.NextReplica + 1 } : null,
            };
        }

        return Conclude(state.Phase == SweepPhase.Running ? WithOpenTrial(state) : state, all.ToImmutable(), at);
    }

    /// <summary>The state with a trial to start runs of, or exhausted.</summary>
    private static SweepState WithOpenTrial(SweepState state)
    {
        if (state.Open is not null || state.IsExhausted || state.InFlight.Count >= state.Spec.Limits.Parallel)
        {
            return state;
        }

        return Sampler.Draw(state.Spec, state.Position) switch
        {
            Draw.Point x => state with
            {
                Position = x.Next,
                Trials = state.Trials + 1,
                Open = new(state.Trials + 1, x.Assignment, 1),
            },
            Draw.Exhausted => state with { IsExhausted = true },
            Draw.Impossible x => state with { IsExhausted = true, FirstFailure = state.FirstFailure ?? x.Reason },
            _ => throw new UnreachableException("a draw is a point, exhausted or impossible"),
        };
    }

    private static SweepStep Conclude(SweepState state, ImmutableArray<SweepEffect> effects, DateTimeOffset at)
    {
        if (!state.InFlight.IsEmpty || state.HasEnded)
        {
            return To(state, effects);
        }

        return state switch
        {
            { Phase: SweepPhase.Cancelling } => To(
                state with
                {
                    Phase = SweepPhase.Cancelled,
                    Reason = $"cancelled: {state.Reason}",
                    Next = $"grid sweep results {state.Id}",
                    EndedAt = at,
                },
                effects),
            { Phase: SweepPhase.Running, IsExhausted: true } => To(
                state with
                {
                    Phase = SweepPhase.Finished,
                    Reason = Outcome(state),
                    Next = $"grid sweep results {state.Id}",
                    EndedAt = at,
                },
                effects),
            _ => To(state, effects),
        };
    }

    private static string Outcome(SweepState state)
    {
        var ended = $"{state.Finished} of {state.Started} runs finished";
        var failed = state.Failed == 0 ? "" : $", {state.Failed} failed";
        var cancelled = state.Cancelled == 0 ? "" : $", {state.Cancelled} cancelled";
        var why = state.FirstFailure is { } first ? $"; first failure: {first}" : "";
        return ended + failed + cancelled + why;
    }

    private static RunSpec SpecOf(SweepState state, OpenTrial trial) => new()
    {
        Id = RunId.Of(state.Id, trial.Number, trial.NextReplica),
        Trial = trial.Number,
        Replica = trial.NextReplica,
        Assignment = trial.Assignment,
        Recipe = state.Spec.RecipeOf(trial.Assignment),
        Seed = state.Spec.RunSeed ?? RunSeeds.Of(state.Spec.Seed, trial.Assignment, trial.NextReplica),
        ObjectiveMetric = state.Spec.Objective.Metric,
        Artifacts = state.Spec.ArtifactsOf(trial.Assignment),
        Resources = state.Spec.Resources,
        Checkpoint = state.Spec.Checkpoint,
        MaxFailures = state.Spec.Limits.Attempts,
    };

    private static ImmutableArray<SweepEffect> PauseAll(SweepState state) =>
        Each(state, x => new SweepEffect.PauseRun(x) { Request = state.Request });

    private static ImmutableArray<SweepEffect> Each(SweepState state, Func<RunId, SweepEffect> effect) =>
        [.. state.InFlight.Select(effect)];

    private static SweepStep To(SweepState state, params ImmutableArray<SweepEffect> effects) => new(state, effects);
}
