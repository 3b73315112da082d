using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>A point being put together: knobs get values in order, and the recipe is seen through them.</summary>
internal sealed class Candidate(SamplingPlan plan)
{
    private readonly Value?[] _values = new Value?[plan.Knobs.Length];
    private Settings _base = plan.FirstBase;

    /// <summary>What the recipe of this point has at a path.</summary>
    public Value? this[string path] =>
        plan.IndexOf(path) is var knob && knob >= 0 && _values[knob] is { } value ? value : _base[path];

    /// <summary>Whether a knob applies, given those before it.</summary>
    public bool IsActive(int knob)
    {
        var (path, _, when, _) = plan.Knobs[knob];
        return _base[path] is not null && (when is null || when.Holds(x => this[x]) == true);
    }

    /// <summary>Gives a knob its value, or null where it does not apply.</summary>
    public void Set(int knob, Value? value)
    {
        _values[knob] = value;
        if (plan.Knobs[knob].Path == RecipeSchema.MethodPath && value is Value.Text method)
        {
            _base = plan.Spec.Bases[method.Content];
        }
    }

    /// <summary>The first constraint it violates, or null. A constraint on another method's settings holds.</summary>
    public SamplingPlan.Constraint? Violated()
    {
        foreach (var constraint in plan.Constraints)
        {
            if (constraint.Expression.Holds(x => this[x]) == false)
            {
                return constraint;
            }
        }

        return null;
    }

    /// <summary>The knobs that apply, with their values.</summary>
    public Settings Assignment() => Settings.Of(plan.Knobs.Zip(_values)
        .Where(x => x.Second is not null)
        .Select(x => (x.First.Path, x.Second!)));
}
