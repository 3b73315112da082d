using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Core.Search;

/// <summary>Draws trials.</summary>
public static class Sampler
{
    /// <summary>The trial at a position.</summary>
    public static Search.Draw Draw(SweepSpec spec, long position)
    {
        var rest = position;
        var assignment = Settings.Empty;
        foreach (var knob in spec.Space.Knobs.Reverse())
        {
            var values = ((Domain.Choice)knob.Domain).Values;
            assignment = assignment.With(knob.Path, values[(int)(rest % values.Length)]);
            rest /= values.Length;
        }

        return rest > 0 ? new Search.Draw.Exhausted() : new Search.Draw.Point(assignment, position + 1);
    }

    /// <summary>How many trials there are.</summary>
    public static long? Count(SweepSpec spec) =>
        spec.Space.Knobs.Aggregate(1L, (count, knob) => count * ((Domain.Choice)knob.Domain).Values.Length);
}
