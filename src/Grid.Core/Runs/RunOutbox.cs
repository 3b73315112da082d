using System.Diagnostics;

namespace Grid.Core.Runs;

/// <summary>Which effects of a run are still worth performing, and which must keep their order.</summary>
public static class RunOutbox
{
    /// <summary>Effects of the same lane are performed one after the other; lanes do not wait for each other.</summary>
    public static string LaneOf(RunEffect effect) => effect switch
    {
        RunEffect.Enqueue or RunEffect.Withdraw or RunEffect.Claim or RunEffect.Release => "backlog",
        RunEffect.StartAttempt or RunEffect.StopAttempt => "device",
        RunEffect.DiscardCheckpoints => "checkpoints",
        RunEffect.TellOwner => "owner",
        RunEffect.RequestArtifact or RunEffect.LeaveArtifact => "artifacts",
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a run"),
    };

    /// <summary>
    /// False where the run has moved on since: an effect that could not be performed for a while is dropped then, not
    /// performed late. A device that is gone for good would be called for ever otherwise.
    /// </summary>
    public static bool IsWanted(RunState state, RunEffect effect) => effect switch
    {
        RunEffect.Enqueue => state.Phase == RunPhase.Waiting,
        RunEffect.Withdraw => state.Phase != RunPhase.Waiting,
        RunEffect.Claim x => Holds(state, x.Holding.Device, x.Holding.Epoch),
        RunEffect.Release x => !Holds(state, x.Device, x.Epoch),
        RunEffect.StartAttempt x => state.Phase == RunPhase.Running && state.Attempt == x.Order.Attempt,
        RunEffect.StopAttempt x => state.Phase == RunPhase.Running && state.Attempt == x.Attempt,
        RunEffect.RequestArtifact x => Awaits(state, x.Artifact),
        RunEffect.LeaveArtifact x => !Awaits(state, x.Artifact),
        RunEffect.DiscardCheckpoints or RunEffect.TellOwner => true,
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a run"),
    };

    private static bool Awaits(RunState state, ArtifactId artifact) =>
        state.Phase == RunPhase.Waiting && state.Missing.Contains(artifact);

    private static bool Holds(RunState state, string device, long epoch) =>
        state.Phase == RunPhase.Running && state.Device == device && state.Epoch == epoch;
}
