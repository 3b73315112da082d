using System.Diagnostics;

namespace Grid.Core.Sweeps;

/// <summary>Which effects of a sweep are still worth performing, and which must keep their order.</summary>
public static class SweepOutbox
{
    /// <summary>Effects on the same run are performed one after the other; runs do not wait for each other.</summary>
    public static string LaneOf(SweepEffect effect) => RunOf(effect).Value;

    /// <summary>False where the sweep has moved on since; a run that was started is always created.</summary>
    public static bool IsWanted(SweepState state, SweepEffect effect) =>
        state.InFlight.Contains(RunOf(effect)) && IsWantedIn(state.Phase, effect);

    private static bool IsWantedIn(SweepPhase phase, SweepEffect effect) => effect switch
    {
        SweepEffect.PauseRun => phase == SweepPhase.Paused,
        SweepEffect.ResumeRun => phase == SweepPhase.Running,
        _ => true,
    };

    private static RunId RunOf(SweepEffect effect) => effect switch
    {
        SweepEffect.StartRun x => x.Spec.Id,
        SweepEffect.WakeRun x => x.Run,
        SweepEffect.PauseRun x => x.Run,
        SweepEffect.ResumeRun x => x.Run,
        SweepEffect.CancelRun x => x.Run,
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a sweep"),
    };
}
