using System.Collections.Immutable;

namespace Grid.Learning.Schedules;

/// <summary>A rate that drops by a factor at given epochs.</summary>
/// <param name="Start">Rate of the first epoch.</param>
/// <param name="Milestones">Epochs at which it drops, ascending.</param>
/// <param name="Factor">What it is multiplied by.</param>
public sealed record MilestoneSchedule(double Start, ImmutableArray<int> Milestones, double Factor)
{
    /// <summary>The rate of an epoch, from 0.</summary>
    public double At(int epoch) => Start * Math.Pow(Factor, Milestones.Count(x => x <= epoch));
}

/// <summary>A factor that grows linearly from 0 to 1 and stays there.</summary>
/// <param name="Warmup">Steps until 1, >= 1.</param>
public sealed record LinearWarmup(int Warmup)
{
    /// <summary>The factor of a step, from 0: the very first step has 0.</summary>
    public double At(long step) => Math.Min((double)step / Warmup, 1);
}
