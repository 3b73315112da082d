using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Json;
using Grid.Core.Runs;

namespace Grid.Simulation;

/// <summary>The shell of an artifact.</summary>
public sealed class ArtifactShell(World world, string key)
    : Shell<ArtifactState, ArtifactEvent, ArtifactEffect>(world, key)
{
    /// <summary>Hears how a run that builds it ended.</summary>
    public void Count(RunEnd end, Action<Answer> reply)
    {
        var bytes = State is { } state && World.Blobs.HasOutput(state.Spec.Output) ? 1 : (long?)null;
        Take(new ArtifactEvent.BuildEnded(end, bytes) { At = World.Agenda.Now }, reply);
    }

    protected override Transition<ArtifactState?, ArtifactEffect> Step(ArtifactState? state, ArtifactEvent @event) =>
        Mutants.Step(World.Mutant, state, @event);

    protected override bool IsCheck(ArtifactEvent @event) => false;

    protected override ArtifactState Restore(ArtifactState stored) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(stored, GridJson.Default.ArtifactState), GridJson.Default.ArtifactState)!;

    protected override string LaneOf(ArtifactEffect effect) => ArtifactOutbox.LaneOf(effect);

    protected override bool IsWanted(ArtifactState state, ArtifactEffect effect) =>
        ArtifactOutbox.IsWanted(state, effect);

    protected override void Perform(ArtifactEffect effect, Action<Answer> answered)
    {
        var id = State!.Spec.Id;
        var (run, @event) = effect switch
        {
            ArtifactEffect.StartBuild x => (x.Spec.Id, (RunEvent)new RunEvent.Created(x.Spec) { At = default }),
            ArtifactEffect.PauseBuild x => (x.Run, new RunEvent.PauseRequested { At = default, Request = x.Request }),
            ArtifactEffect.ResumeBuild x => (x.Run, new RunEvent.ResumeRequested { At = default, Request = x.Request }),
            ArtifactEffect.TellReady x => (x.Run, new RunEvent.ArtifactReady(id) { At = default }),
            ArtifactEffect.TellFailed x => (x.Run, new RunEvent.ArtifactFailed(id, x.Reason) { At = default }),
            _ => throw new UnreachableException($"{effect.GetType().Name} has no place here: nobody deletes"),
        };
        World.CallRun(run, () => @event with { At = World.Agenda.Now }, answered);
    }

    protected override string Tell(ArtifactState? state) => state is null ? "nothing"
        : $"{state.Phase}, build {state.Build}, {state.Waiting.Count} wait";

    protected override string Tell(ArtifactEvent @event) => @event switch
    {
        ArtifactEvent.Requested x => $"Requested by {x.By}",
        ArtifactEvent.Left x => $"Left by {x.By}",
        ArtifactEvent.BuildEnded x => $"BuildEnded {x.End.Run} {x.End.Phase}",
        _ => @event.GetType().Name,
    };
}
