using System.Collections.Immutable;
using System.Diagnostics;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using ArtifactStep = Grid.Core.Transition<Grid.Core.Artifacts.ArtifactState?, Grid.Core.Artifacts.ArtifactEffect>;

namespace Grid.Core.Artifacts;

/// <summary>
/// The rules of an artifact: one build for all who ask, whichever sweep they belong to. A build is a run of the
/// artifact's own, so it waits for a slot, checkpoints, resumes and is tried again as every run.
/// </summary>
public static class Artifact
{
    private const int MaxFailures = 3;

    /// <summary>One step. A stale event changes nothing; a repeated request gives its effects again.</summary>
    public static ArtifactStep Step(ArtifactState? state, ArtifactEvent @event) => (state, @event) switch
    {
        (null, ArtifactEvent.Requested x) => Build(new()
        {
            Spec = x.Spec,
            Reason = "",
            CreatedAt = x.At,
            Waiting = ImmutableSortedDictionary<RunId, SweepId>.Empty.Add(x.By, x.For),
            Users = [x.By.Sweep],
        }),
        (null, _) => new(null, []),
        (_, ArtifactEvent.Requested x) => Request(state, x),
        (_, ArtifactEvent.Left x) => Leave(state, x.By),
        (_, ArtifactEvent.BuildEnded x) => End(state, x),
        (_, ArtifactEvent.DeleteRequested) => Delete(state),
        (_, ArtifactEvent.SweepDeleted x) => Forget(state, x.Sweep),
        _ => throw new UnreachableException($"{@event.GetType().Name} is no event of an artifact"),
    };

    private static ArtifactStep Request(ArtifactState state, ArtifactEvent.Requested x)
    {
        var by = x.By;
        if (state.Phase == ArtifactPhase.Failed && state.Disappointed.Contains(x.For))
        {
            // The same sweep would only fail of it again; another one may come after the fault was mended.
            return To(state, new ArtifactEffect.TellFailed(by, state.Reason));
        }

        var known = state.Users.Contains(by.Sweep) ? state : state with { Users = state.Users.Add(by.Sweep) };
        if (state.Phase == ArtifactPhase.Ready)
        {
            return To(known, new ArtifactEffect.TellReady(by));
        }

        var next = known.Waiting.ContainsKey(by) ? known : known with { Waiting = known.Waiting.Add(by, x.For) };
        return state.Phase switch
        {
            // Who asks again was woken, and so is the build.
            ArtifactPhase.Building => state.Waiting.ContainsKey(by) ? To(next, Start(next)) : To(next),
            ArtifactPhase.Paused => Resume(next with { Request = next.Request + 1 }),

            // Where its files lie and which device it wants are not in its id: the newest request knows.
            _ => Build(next with { Spec = x.Spec }),
        };
    }

    // The build may have been paused before it was created.
    private static ArtifactStep Resume(ArtifactState state) => To(
        Started(state), Start(state), new ArtifactEffect.ResumeBuild(state.BuildRun, state.Request));

    private static ArtifactStep Build(ArtifactState state)
    {
        var next = Started(state with { Build = state.Build + 1, Disappointed = [], BuiltAt = null });
        return To(next, Start(next));
    }

    private static ArtifactState Started(ArtifactState state) => state with
    {
        Phase = ArtifactPhase.Building,
        Reason = $"{state.BuildRun} builds it",
        Hint = $"grid run show {state.BuildRun}",
    };

    private static ArtifactStep Leave(ArtifactState state, RunId by)
    {
        if (!state.Waiting.ContainsKey(by))
        {
            return To(state);
        }

        var next = state with { Waiting = state.Waiting.Remove(by) };
        return next.Waiting.IsEmpty && state.Phase == ArtifactPhase.Building
            ? Pause(next with { Request = next.Request + 1 })
            : To(next);
    }

    private static ArtifactStep Pause(ArtifactState state) => To(
        state with
        {
            Phase = ArtifactPhase.Paused,
            Reason = "nobody waits for it: its build is paused until somebody does",
            Hint = null,
        },
        new ArtifactEffect.PauseBuild(state.BuildRun, state.Request));

    private static ArtifactStep End(ArtifactState state, ArtifactEvent.BuildEnded x)
    {
        if (state.Phase is not (ArtifactPhase.Building or ArtifactPhase.Paused) || x.End.Run != state.BuildRun)
        {
            return To(state);
        }

        if (x is { End.Phase: RunPhase.Finished, Bytes: { } bytes })
        {
            var ready = state with
            {
                Phase = ArtifactPhase.Ready,
                Reason = "is there",
                Hint = null,
                Bytes = bytes,
                Waiting = state.Waiting.Clear(),
                BuiltAt = x.At,
            };
            return To(ready, Each(state, run => new ArtifactEffect.TellReady(run)));
        }

        var reason = x.End.Phase == RunPhase.Finished ? $"{x.End.Run} finished without an output" : x.End.Reason;
        var failed = state with
        {
            Phase = ArtifactPhase.Failed,
            Reason = reason,
            Hint = $"grid why {state.BuildRun}",
            Waiting = state.Waiting.Clear(),
            Disappointed = [.. state.Waiting.Values],
            BuiltAt = x.At,
        };
        return To(failed, Each(state, run => new ArtifactEffect.TellFailed(run, reason)));
    }

    private static ArtifactStep Delete(ArtifactState state)
    {
        if (state.Phase == ArtifactPhase.Building)
        {
            return To(state);
        }

        var deleted = state.Phase == ArtifactPhase.Deleted ? state : state with
        {
            Phase = ArtifactPhase.Deleted,
            Reason = "deleted; it is built again for who needs it",
            Hint = null,
            Bytes = 0,
            Users = [],
        };
        return state.Phase == ArtifactPhase.Paused
            ? To(deleted, new ArtifactEffect.CancelBuild(state.BuildRun), new ArtifactEffect.DeleteOutput())
            : To(deleted, new ArtifactEffect.DeleteOutput());
    }

    // Its id may come back, as that of a new sweep.
    private static ArtifactStep Forget(ArtifactState state, SweepId sweep) =>
        To(state.Users.Contains(sweep) || state.Disappointed.Contains(sweep)
            ? state with { Users = state.Users.Remove(sweep), Disappointed = state.Disappointed.Remove(sweep) }
            : state);

    private static ArtifactEffect.StartBuild Start(ArtifactState state) => new(new RunSpec
    {
        Id = state.BuildRun,
        Trial = state.Build,
        Replica = 1,
        Assignment = Settings.Empty,
        Recipe = state.Spec.Recipe,
        Seed = state.Spec.Seed,
        ObjectiveMetric = null,
        Artifacts = state.Spec.Inputs,
        Build = new(state.Spec.Stage, state.Spec.Output, state.Spec.Data),
        BuildFor = state.Waiting.Values.First(),
        Resources = state.Spec.Resources,
        Checkpoint = state.Spec.Checkpoint,
        MaxFailures = MaxFailures,
    });

    private static ImmutableArray<ArtifactEffect> Each(ArtifactState state, Func<RunId, ArtifactEffect> effect) =>
        [.. state.Waiting.Keys.Select(effect)];

    private static ArtifactStep To(ArtifactState state, params ImmutableArray<ArtifactEffect> effects) =>
        new(state, effects);
}
