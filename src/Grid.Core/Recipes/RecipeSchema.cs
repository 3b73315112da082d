using System.Collections.Immutable;
using Grid.Core.Recipes.Expressions;

namespace Grid.Core.Recipes;

/// <summary>
/// What a recipe may say: the common settings and those of each method, as data. Fills in defaults and tells every
/// fault at once. Built where the program is composed.
/// </summary>
public sealed class RecipeSchema
{
    /// <summary>Path of the setting that decides which others there are.</summary>
    public const string MethodPath = "method.name";

    private readonly ImmutableSortedDictionary<string, Entry> _methods;

    /// <summary>The schema of the methods and data sets at hand.</summary>
    /// <exception cref="ArgumentException">There is no method, a method has a setting twice or another default for one
    /// that is not there, or its rule is not an expression over its settings.</exception>
    public RecipeSchema(ImmutableArray<MethodSpec> methods, ImmutableArray<string> dataSets)
    {
        if (methods.IsEmpty)
        {
            throw new ArgumentException("needs at least one method", nameof(methods));
        }

        var common = CommonSettings.Of([.. methods.Select(x => x.Name)], dataSets);
        _methods = methods.ToImmutableSortedDictionary(x => x.Name, x => EntryOf(x, common), StringComparer.Ordinal);
    }

    /// <summary>Names of the metrics that runs report and a sweep may rank by.</summary>
    public ImmutableArray<string> Metrics { get; init; } =
    [
        "val.knn.top1", "test.knn.top1", "val.linear.top1", "test.linear.top1", "val.linear.top5", "test.linear.top5",
        "val.alignment", "val.uniformity", "val.tolerance", "val.effective_rank",
        "train.loss",
        "health.alignment", "health.centre_norm", "health.effective_rank", "health.std", "health.uniformity",
    ];

    /// <summary>The methods' names, in order.</summary>
    public IEnumerable<string> Methods => _methods.Keys;

    /// <summary>A method, or null.</summary>
    public MethodSpec? Method(string name) => _methods.GetValueOrDefault(name)?.Spec;

    /// <summary>All settings of a method, by path: the common ones and its own.</summary>
    public IEnumerable<Setting> SettingsOf(string method) => _methods[method].Settings.Values;

    /// <summary>The setting at a path of a method's recipes, or null.</summary>
    public Setting? Find(string path, string method) => _methods[method].Settings.GetValueOrDefault(path);

    /// <summary>
    /// The complete recipe: defaults filled in, each value of the right kind and in its domain. Rules between settings
    /// are not checked, since knobs may still change them.
    /// </summary>
    public Result<Settings> Fill(Settings @explicit, string method)
    {
        var filled = Settings.Of(SettingsOf(method).Where(x => x.Default is not null).Select(x => (x.Path, x.Default!)))
            .Overlay(@explicit)
            .With(MethodPath, method);
        var faults = CheckValues(filled, method);
        return faults.IsEmpty ? Result<Settings>.Valid(filled) : Result<Settings>.Invalid(faults);
    }

    /// <summary>The complete recipe, rules checked, too.</summary>
    public Result<Settings> Resolve(Settings @explicit, string method)
    {
        var filled = Fill(@explicit, method);
        if (!filled.IsValid)
        {
            return filled;
        }

        var faults = CheckRules(filled.Value, method);
        return faults.IsEmpty ? filled : Result<Settings>.Invalid(faults);
    }

    /// <summary>Every fault of a complete recipe; none where it can be trained.</summary>
    public ImmutableArray<Diagnostic> Check(Settings resolved)
    {
        if (resolved[MethodPath] is not Value.Text method || !_methods.ContainsKey(method.Content))
        {
            return [UnknownMethod(resolved[MethodPath])];
        }

        var faults = CheckValues(resolved, method.Content);
        return faults.IsEmpty ? CheckRules(resolved, method.Content) : faults;
    }

    /// <summary>The fault of a method that is missing or not there.</summary>
    public Diagnostic UnknownMethod(Value? method) => method is null
        ? new(MethodPath, "must be given", $"one of {string.Join(", ", Methods)}")
        : new(MethodPath, $"there is no method '{method}'",
            Nearest.Hint($"{method}", Methods) ?? $"one of {string.Join(", ", Methods)}");

    /// <summary>The fault of a path that none of some methods has.</summary>
    public Diagnostic UnknownPath(string path, params IEnumerable<string> methods) =>
        new(path, $"there is no setting '{path}'", HintOf(path, methods));

    /// <summary>What may have been meant by a path that none of some methods has, or null.</summary>
    public string? HintOf(string path, params IEnumerable<string> methods)
    {
        var elsewhere = Methods.Where(x => Find(path, x) is not null).ToArray();
        return elsewhere.Length > 0 ? $"only {string.Join(", ", elsewhere)} has it"
            : Nearest.Hint(path, methods.SelectMany(SettingsOf).Select(x => x.Path).Distinct());
    }

    private ImmutableArray<Diagnostic> CheckValues(Settings recipe, string method)
    {
        var known = _methods[method].Settings;
        var wrong = recipe.Select(x => known.TryGetValue(x.Key, out var setting)
            ? setting.Check(x.Value)
            : UnknownPath(x.Key, method));
        var missing = known.Values.Where(x => recipe[x.Path] is null)
            .Select(x => new Diagnostic(x.Path, "must be given", x.Describe()));
        return [.. wrong.OfType<Diagnostic>(), .. missing];
    }

    private ImmutableArray<Diagnostic> CheckRules(Settings recipe, string method) =>
    [
        .. from rule in _methods[method].Rules
           where rule.Expression.Holds(path => recipe[path]) == false
           select new Diagnostic(
               rule.Expression.Paths().First(), $"breaks the rule '{rule.Rule.Expression}'", rule.Rule.Message),
    ];

    private static Entry EntryOf(MethodSpec spec, ImmutableArray<Setting> common)
    {
        var settings = common
            .Select(x => spec.Defaults[x.Path] is { } other ? x with { Default = other } : x)
            .Concat(spec.Settings)
            .Concat(spec.Stages.SelectMany(x => x.Settings))
            .ToImmutableSortedDictionary(x => x.Path, x => x, StringComparer.Ordinal);
        if (spec.Defaults.Select(x => x.Key).FirstOrDefault(x => !settings.ContainsKey(x)) is { } unknown)
        {
            throw new ArgumentException($"{spec.Name}: there is no setting '{unknown}' to have another default");
        }

        var wrong = settings.Values.FirstOrDefault(x => x.Default is not null && x.Check(x.Default) is not null);
        if (wrong is not null)
        {
            throw new ArgumentException($"{spec.Name}: the default of {wrong.Path} is not allowed");
        }

        var rules = CommonSettings.Rules.Concat(spec.Rules);
        return new Entry(spec, settings, [.. rules.Select(x => new ParsedRule(x, Parse(x, spec.Name, settings)))]);
    }

    private static Expression Parse(
        SettingRule rule, string method, ImmutableSortedDictionary<string, Setting> settings)
    {
        var parsed = ExpressionParser.Parse(method, rule.Expression);
        var faults = parsed.IsValid
            ? ExpressionTypes.Check(parsed.Value, method, path => settings.GetValueOrDefault(path)?.Kind, _ => null)
            : parsed.Faults;
        return faults.IsEmpty ? parsed.Value!
            : throw new ArgumentException($"the rule '{rule.Expression}' of {faults[0]}");
    }

    private sealed record Entry(
        MethodSpec Spec, ImmutableSortedDictionary<string, Setting> Settings, ImmutableArray<ParsedRule> Rules);

    private sealed record ParsedRule(SettingRule Rule, Expression Expression);
}
