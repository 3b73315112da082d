using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Recipes.Expressions;

namespace Grid.Core.Sweeps;

/// <summary>Makes the rules of methods constraints of a sweep, with what to tell the user as their comment.</summary>
internal sealed class RuleConstraints(SweepDraft draft, RecipeSchema schema)
{
    private readonly ImmutableHashSet<string> _knobs = [.. draft.Space.Knobs.Select(x => x.Path)];

    /// <summary>
    /// The rules that knobs decide. A rule or a constraint that no knob can change is decided here: broken, it is a
    /// fault.
    /// </summary>
    public ImmutableArray<string> Of(ImmutableSortedDictionary<string, Settings> bases, List<Diagnostic> faults)
    {
        CheckFixedConstraints(bases.Values, faults);
        var constraints = ImmutableArray.CreateBuilder<string>();
        foreach (var (method, recipe) in bases)
        {
            foreach (var rule in schema.Method(method)!.Rules)
            {
                var expression = ExpressionParser.Parse(method, rule.Expression).Value!;
                if (expression.Paths().Any(_knobs.Contains))
                {
                    constraints.Add(TextOf(rule, method, bases.Count > 1));
                }
                else if (expression.Holds(path => recipe[path]) == false)
                {
                    var field = $"recipe.{expression.Paths().First()}";
                    faults.Add(new(field, $"breaks the rule '{rule.Expression}'", rule.Message));
                }
            }
        }

        return constraints.ToImmutable();
    }

    private void CheckFixedConstraints(IEnumerable<Settings> bases, List<Diagnostic> faults)
    {
        for (var index = 0; index < draft.Space.Constraints.Length; index++)
        {
            var expression = ExpressionParser.Parse("", draft.Space.Constraints[index]).Value!;
            if (!expression.Paths().Any(_knobs.Contains)
                && bases.All(recipe => expression.Holds(path => recipe[path]) == false))
            {
                faults.Add(new($"constraints[{index}]", "does not hold, and no knob can change it"));
            }
        }
    }

    private static string TextOf(SettingRule rule, string method, bool onlyThisMethod) =>
        (onlyThisMethod ? $"{RecipeSchema.MethodPath} != '{method}' or ({rule.Expression})" : rule.Expression)
        + $" # {rule.Message}";
}
