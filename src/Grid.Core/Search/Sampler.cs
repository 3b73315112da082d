using System.Runtime.CompilerServices;
using Grid.Core.Sweeps;

namespace Grid.Core.Search;

/// <summary>
/// Draws trials. A pure function of spec and position: a point never depends on which points were drawn before, and
/// nothing is listed in advance.
/// </summary>
public static class Sampler
{
    // Remembers what was parsed, nothing that was drawn.
    private static readonly ConditionalWeakTable<SweepSpec, Plan> Plans = [];

    /// <summary>The trial at a position, or the first one after it that the constraints leave.</summary>
    /// <param name="spec">A checked spec.</param>
    /// <param name="position">0 for the first trial, then the <see cref="Draw.Point.Next"/> of the draw before.</param>
    public static Draw Draw(SweepSpec spec, long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        var (plan, grid) = PlanOf(spec);
        return grid is not null ? grid.Draw(position)
            : position < RandomLimit(spec) ? RandomDraws.Draw(plan, position)
            : new Draw.Exhausted();
    }

    /// <summary>Trials in all; null where counting them would take long.</summary>
    public static long? Count(SweepSpec spec) => PlanOf(spec).Grid is { } grid ? grid.Count() : RandomLimit(spec);

    private static long RandomLimit(SweepSpec spec) =>
        spec.Space.Knobs.IsEmpty ? 1 : spec.Sampler.Trials ?? long.MaxValue;

    private static Plan PlanOf(SweepSpec spec) => Plans.GetValue(spec, static x =>
    {
        var plan = new SamplingPlan(x);
        return new(plan, x.Sampler.Kind == SamplerKind.Grid ? new GridDraws(plan) : null);
    });

    private sealed record Plan(SamplingPlan Sampling, GridDraws? Grid);
}
