using System.Collections.Immutable;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;
using Grid.Core.Search;
using static System.FormattableString;

namespace Grid.Core.Sweeps;

/// <summary>Turns a draft into a spec, or tells all that is wrong with it.</summary>
internal sealed class SweepCheck(SweepDraft draft, RecipeSchema schema)
{
    private readonly List<Diagnostic> _faults = [];

    public Result<SweepSpec> Run()
    {
        var methods = ReachableMethods();
        CheckNumbers();
        CheckName();
        CheckRecipePaths(methods);
        var known = methods.IsEmpty ? [.. schema.Methods] : methods;
        _faults.AddRange(new SpaceCheck(draft.Space, draft.Sampler.Kind, schema, known).Run());
        var bases = methods.ToImmutableSortedDictionary(x => x, BaseOf, StringComparer.Ordinal);
        CheckObjective(bases.Values);
        if (_faults.Count == 0)
        {
            var spec = SpecOf(bases, new RuleConstraints(draft, schema).Of(bases, _faults));
            CheckDraws(spec);
            if (_faults.Count == 0)
            {
                return Result<SweepSpec>.Valid(spec with { Hash = SweepHash.Of(spec) });
            }
        }

        return Result<SweepSpec>.Invalid([.. _faults.Distinct()]);
    }

    private SweepSpec SpecOf(ImmutableSortedDictionary<string, Settings> bases, ImmutableArray<string> rules) => new()
    {
        Name = draft.Name!,
        Seed = draft.Seed,
        Objective = draft.Objective ?? DefaultObjective(bases.Values),
        Bases = bases,
        Stages = StagesOf(bases.Keys),
        Space = draft.Space with { Constraints = [.. draft.Space.Constraints, .. rules] },
        Replicas = draft.Replicas,
        Sampler = draft.Sampler,
        Resources = draft.Resources,
        Limits = draft.Limits,
        Checkpoint = draft.Checkpoint,
        Hash = "",
    };

    // The images are hashed once they are read.
    private ImmutableSortedDictionary<string, StageChain> StagesOf(IEnumerable<string> methods) =>
        (from name in methods
         let stages = schema.Method(name)!.Stages
         where !stages.IsEmpty
         select (name, new StageChain("", [.. stages.Select(StageRule.Of)])))
        .ToImmutableSortedDictionary(x => x.name, x => x.Item2, StringComparer.Ordinal);

    private ImmutableArray<string> ReachableMethods()
    {
        var knob = draft.Space.Knobs.FirstOrDefault(x => x.Path == RecipeSchema.MethodPath);
        if (knob is null)
        {
            var method = draft.Recipe[RecipeSchema.MethodPath];
            return Known(method is null ? [] : [method]) is [var known] ? [known]
                : Unknown(schema.UnknownMethod(method));
        }

        return knob.Domain is Domain.Choice choice
            ? Known(choice.Values)
            : Unknown(new($"space.{RecipeSchema.MethodPath}", "must be a list of methods"));
    }

    // Words of a knob that are no methods are told with its domain.
    private ImmutableArray<string> Known(IEnumerable<Value> names) =>
        [.. names.OfType<Value.Text>().Select(x => x.Content).Where(x => schema.Method(x) is not null).Distinct()];

    private ImmutableArray<string> Unknown(Diagnostic fault)
    {
        _faults.Add(fault.Field.StartsWith("space.", StringComparison.Ordinal) ? fault : InRecipe(fault));
        return [];
    }

    private void CheckName()
    {
        if (draft.Name is not { } name)
        {
            Add("name", "must be given", "lower-case letters, digits and dashes");
        }
        else if (name.Length is 0 or > 64 || name[0] == '-'
            || !name.All(x => char.IsAsciiLetterLower(x) || char.IsAsciiDigit(x) || x == '-'))
        {
            Add("name", $"must be lower-case letters, digits and dashes, at most 64, found '{name}'",
                "it becomes part of ids and paths: my-sweep-2");
        }
    }

    private void CheckNumbers()
    {
        Require("replicas", draft.Replicas, 1, 1000);
        Require("sampler.trials", draft.Sampler.Trials ?? 1, 1, 1_000_000_000);
        Require("resources.slots", draft.Resources.Slots, 1, 64);
        Require("limits.parallel", draft.Limits.Parallel, 1, 10_000);
        Require("limits.attempts", draft.Limits.Attempts, 1, 100);
        Require("limits.hours", draft.Limits.Hours ?? 1, 0.001, 100_000);
        Require("checkpoint.every", draft.Checkpoint.Every.TotalSeconds, 0.1, 86_400, " seconds");
        Require("checkpoint.keep", draft.Checkpoint.Keep, 1, 100);
        if (draft.Sampler is { Kind: SamplerKind.Random, Trials: null })
        {
            Add("sampler.trials", "must be given", "random draws never end: say how many trials");
        }

        if (draft.Resources.Device is not ("any" or "cpu" or "cuda"))
        {
            Add("resources.device", $"must be one of any, cpu, cuda, found '{draft.Resources.Device}'");
        }
    }

    private void Require(string field, double value, double min, double max, string unit = "")
    {
        if (!(value >= min && value <= max))
        {
            Add(field, Invariant($"must lie in [{min}, {max}]{unit}, found {value}"), "grid init shows what is usual");
        }
    }

    private void CheckRecipePaths(ImmutableArray<string> methods)
    {
        var reachable = methods.IsEmpty ? [.. schema.Methods] : methods;
        _faults.AddRange(draft.Recipe
            .Where(x => reachable.All(method => schema.Find(x.Key, method) is null))
            .Select(x => InRecipe(schema.UnknownPath(x.Key, reachable))));
    }

    // What a method does not know is dropped from its base: the setting of another method that the sweep reaches.
    private Settings BaseOf(string method)
    {
        var said = draft.Recipe.Where(x => schema.Find(x.Key, method) is not null).Select(x => (x.Key, x.Value));

        // A knob may stand for what the recipe must say; every trial overrides this.
        var chosen = from knob in draft.Space.Knobs
                     where schema.Find(knob.Path, method) is { Default: null }
                         && DomainFaults.CountOrZero(knob.Domain) > 0
                     select (knob.Path, DomainValues.At(knob.Domain, 0));
        var filled = schema.Fill(Settings.Of(chosen).Overlay(Settings.Of(said)), method);
        _faults.AddRange(filled.Faults.Select(InRecipe));
        return filled.Value ?? Settings.Empty;
    }

    private void CheckObjective(IEnumerable<Settings> bases)
    {
        if (draft.Objective is not { } objective)
        {
            return;
        }

        if (!schema.Metrics.Contains(objective.Metric))
        {
            Add("objective.metric", $"no run reports '{objective.Metric}'",
                Nearest.Hint(objective.Metric, schema.Metrics) ?? $"one of {string.Join(", ", schema.Metrics)}");
        }
        else if (objective.Metric.StartsWith("val.", StringComparison.Ordinal) && HoldsNothingOut(bases))
        {
            Add("objective.metric", $"'{objective.Metric}' never appears: data.validation is 0",
                "rank on test.knn.top1, or hold images out");
        }
        else if (objective.Metric.Contains(".linear.", StringComparison.Ordinal) && ProbesNothing(bases))
        {
            Add("objective.metric", $"'{objective.Metric}' never appears: evaluate.linear.epochs is 0",
                "rank on a knn metric, or set evaluate.linear.epochs: 100");
        }
    }

    private bool ProbesNothing(IEnumerable<Settings> bases) =>
        draft.Space.Knobs.All(x => x.Path != "evaluate.linear.epochs")
        && bases.All(x => x["evaluate.linear.epochs"] == 0.0);

    private Objective DefaultObjective(IEnumerable<Settings> bases) =>
        new(HoldsNothingOut(bases) ? "test.knn.top1" : "val.knn.top1", Direction.Maximize);

    private bool HoldsNothingOut(IEnumerable<Settings> bases) =>
        draft.Space.Knobs.All(x => x.Path != "data.validation") && bases.All(x => x["data.validation"] == 0.0);

    // The first trial and the points are drawn for real: a space without a point is a fault of the file.
    private void CheckDraws(SweepSpec spec)
    {
        var points = spec.Space.Points.Length;
        for (var position = 0; position <= points && _faults.Count == 0; position++)
        {
            if (Sampler.Draw(spec, position) is Draw.Impossible impossible)
            {
                Add(position < points ? $"points[{position}]" : "space", impossible.Reason,
                    "loosen a constraint, or list other values");
            }
        }
    }

    private static Diagnostic InRecipe(Diagnostic fault) => fault with { Field = $"recipe.{fault.Field}" };

    private void Add(string field, string message, string? hint = null) => _faults.Add(new(field, message, hint));
}
