using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Recipes.Expressions;

namespace Grid.Core.Search;

/// <summary>Checks a search space against the settings of the methods that the sweep can reach.</summary>
internal sealed class SpaceCheck(
    SearchSpace space, SamplerKind sampler, RecipeSchema schema, ImmutableArray<string> methods)
{
    public const int MaxKnobs = 64;
    public const int MaxValues = 10_000;
    private const int MaxConstraints = 100;
    private const int MaxPoints = 1000;
    private const long MaxGrid = 1L << 60;

    private readonly ImmutableArray<Diagnostic>.Builder _faults = ImmutableArray.CreateBuilder<Diagnostic>();

    public ImmutableArray<Diagnostic> Run()
    {
        CheckBounds();
        for (var index = 0; index < space.Knobs.Length; index++)
        {
            CheckKnob(index);
        }

        for (var index = 0; index < space.Constraints.Length; index++)
        {
            CheckExpression($"constraints[{index}]", space.Constraints[index]);
        }

        for (var index = 0; index < space.Points.Length; index++)
        {
            CheckPoint($"points[{index}]", space.Points[index]);
        }

        return _faults.ToImmutable();
    }

    private void CheckBounds()
    {
        CheckBound("space", space.Knobs.Length, MaxKnobs, "knobs");
        CheckBound("constraints", space.Constraints.Length, MaxConstraints, "constraints");
        CheckBound("points", space.Points.Length, MaxPoints, "points");
        var size = space.Knobs.Aggregate(
            1.0, (product, knob) => product * (DomainFaults.CountOrZero(knob.Domain) ?? 1));
        if (sampler == SamplerKind.Grid && size > MaxGrid)
        {
            Add("space", "the grid has more points than can be numbered", "use sampler: { name: random, trials: ... }");
        }
    }

    private void CheckBound(string field, int count, int max, string what)
    {
        if (count > max)
        {
            Add(field, $"has {count} {what}, at most {max} are allowed");
        }
    }

    private void CheckKnob(int index)
    {
        var knob = space.Knobs[index];
        var field = $"space.{knob.Path}";
        var settings = methods.Select(x => schema.Find(knob.Path, x)).OfType<Setting>().Distinct().ToArray();
        if (space.Knobs[..index].Any(x => x.Path == knob.Path))
        {
            Add(field, "is listed twice");
        }

        if (settings.Length == 0)
        {
            _faults.Add(schema.UnknownPath(knob.Path, methods) with { Field = field });
            return;
        }

        _faults.AddRange(DomainFaults.Of(field, knob.Domain, settings));
        if (sampler == SamplerKind.Grid && knob.Domain is Domain.Uniform or Domain.Log)
        {
            Add(field, "a grid needs values that can be listed",
                "list the values, or use sampler: { name: random, trials: ... }");
        }

        if (knob.Path == RecipeSchema.MethodPath && (index > 0 || knob.When is not null))
        {
            Add(field, "must be the first knob and without a condition", "the other settings depend on the method");
        }

        if (knob.When is { } when)
        {
            CheckWhen(index, $"{field}.when", when);
        }
    }

    // Knobs get values in order, so a condition can only look back.
    private void CheckWhen(int index, string field, string when)
    {
        var later = space.Knobs[index..].Select(x => x.Path).ToHashSet();
        if (CheckExpression(field, when) is { } expression
            && expression.Paths().FirstOrDefault(later.Contains) is { } path)
        {
            Add(field, $"'{path}' is not set before this knob",
                path == space.Knobs[index].Path ? "a knob cannot depend on itself" : $"list {path} above this knob");
        }
    }

    private Expression? CheckExpression(string field, string text)
    {
        var parsed = ExpressionParser.Parse(field, text);
        var faults = parsed.IsValid
            ? ExpressionTypes.Check(parsed.Value, field, KindOf, path => schema.HintOf(path, methods))
            : parsed.Faults;
        _faults.AddRange(faults);
        return faults.IsEmpty ? parsed.Value : null;
    }

    private SettingKind? KindOf(string path) =>
        methods.Select(x => schema.Find(path, x)?.Kind).FirstOrDefault(x => x is not null);

    private void CheckPoint(string field, Settings point)
    {
        foreach (var (path, value) in point)
        {
            var knob = space.Knobs.FirstOrDefault(x => x.Path == path);
            if (knob is null)
            {
                Add($"{field}.{path}", "is not a knob of this sweep",
                    Nearest.Hint(path, space.Knobs.Select(x => x.Path)));
            }
            else if (!DomainFaults.Contains(knob.Domain, value))
            {
                Add($"{field}.{path}", $"{value} is not in the knob's domain", $"space.{path} says what it may be");
            }
        }
    }

    private void Add(string field, string message, string? hint = null) => _faults.Add(new(field, message, hint));
}
