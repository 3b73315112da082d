using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Recipes.Expressions;
using Grid.Core.Sweeps;

namespace Grid.Core.Search;

/// <summary>
/// What a sampler needs of a spec, parsed once. A pure function of the spec, so it may be remembered.
/// </summary>
internal sealed class SamplingPlan
{
    private readonly Dictionary<string, int> _indices;
    private readonly Lazy<ImmutableHashSet<Settings>> _tried;

    public SamplingPlan(SweepSpec spec)
    {
        Spec = spec;
        FirstBase = spec.Bases.Values.First();
        Knobs = [.. spec.Space.Knobs.Select(x => new PlannedKnob(
            x.Path, x.Domain, x.When is { } when ? Parse(when) : null, CounterRandom.Word(x.Path)))];
        _indices = Knobs.Select((knob, index) => (knob.Path, index)).ToDictionary(x => x.Path, x => x.index);
        Constraints = [.. spec.Space.Constraints.Select(ConstraintOf)];
        _tried = new(() => [.. Enumerable.Range(0, spec.Space.Points.Length)
            .Select(x => RandomDraws.Draw(this, x)).OfType<Draw.Point>().Select(x => x.Assignment)]);
    }

    public SweepSpec Spec { get; }

    public Settings FirstBase { get; }

    public ImmutableArray<PlannedKnob> Knobs { get; }

    public ImmutableArray<Constraint> Constraints { get; }

    /// <summary>The assignments of the points that are tried first.</summary>
    public ImmutableHashSet<Settings> Tried => _tried.Value;

    /// <summary>The index of the knob at a path, or -1.</summary>
    public int IndexOf(string path) => _indices.GetValueOrDefault(path, -1);

    // A method that is itself a knob decides the base, and with it every fixed value.
    private Constraint ConstraintOf(string text)
    {
        var expression = Parse(text);
        return new(text, expression, expression.Paths().Select(IndexOf).Append(Spec.Bases.Count > 1 ? 0 : -1).Max());
    }

    private static Expression Parse(string text)
    {
        var parsed = ExpressionParser.Parse("space", text);
        return parsed.IsValid ? parsed.Value
            : throw new ArgumentException($"the spec was not checked: '{text}'", nameof(text));
    }

    /// <param name="Path">Dotted path.</param>
    /// <param name="Domain">Its values.</param>
    /// <param name="When">Holds where the knob applies; names only knobs before it.</param>
    /// <param name="Key">Stands for the path in the key of a random draw: a knob's draws do not depend on the
    /// others.</param>
    internal sealed record PlannedKnob(string Path, Domain Domain, Expression? When, ulong Key);

    /// <param name="Text">As written.</param>
    /// <param name="Expression">Parsed.</param>
    /// <param name="LastKnob">Index of the last knob it depends on, -1 where it depends on none.</param>
    internal sealed record Constraint(string Text, Expression Expression, int LastKnob);
}
