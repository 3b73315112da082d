using System.Collections.Immutable;
using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>Faults of a knob's domain: in itself, and against the setting it stands for.</summary>
internal static class DomainFaults
{
    private const string Order = "must be [low, high] with low < high";

    /// <summary>Every fault, each once.</summary>
    /// <param name="field">Where the domain stands.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="settings">The setting as each reachable method has it.</param>
    public static ImmutableArray<Diagnostic> Of(string field, Domain domain, IEnumerable<Setting> settings) =>
        OfItself(domain) is { } fault ? [fault with { Field = field }]
            : [.. settings.SelectMany(x => Against(x, domain)).Select(x => x with { Field = field }).Distinct()];

    /// <summary>How many values; 0 where the domain is faulty, null where they cannot be listed.</summary>
    public static long? CountOrZero(Domain domain) => OfItself(domain) is null ? DomainValues.Count(domain) : 0;

    /// <summary>True where a faultless domain has this value.</summary>
    public static bool Contains(Domain domain, Value value) =>
        OfItself(domain) is not null || DomainValues.Contains(domain, value);

    private static Diagnostic? OfItself(Domain domain) => domain switch
    {
        Domain.Choice { Values.Length: 0 } => Fault("is an empty list", "list at least one value"),
        Domain.Choice { Values.Length: > SpaceCheck.MaxValues } =>
            Fault($"lists more than {SpaceCheck.MaxValues} values"),
        Domain.Choice x when x.Values.Distinct().Count() < x.Values.Length => Fault("lists a value twice"),
        Domain.Uniform x when !(x.Low < x.High && double.IsFinite(x.High - x.Low)) => Fault(Order),
        Domain.Log x when !(x.Low > 0) => Fault("the lower end must be > 0"),
        Domain.Log x when !(x.Low < x.High && double.IsFinite(x.High)) => Fault(Order),
        Domain.Log2 x when x.Low < 1 || x.Low > x.High => Fault("must be [low, high] with 1 <= low <= high"),
        Domain.Log2 x when DomainValues.Count(x) == 0 => Fault("no power of two lies in between"),
        Domain.Int x when x.Step < 1 => Fault("the step must be at least 1"),
        Domain.Int x when x.Low > x.High => Fault("must be [low, high] with low <= high"),
        _ => null,
    };

    private static IEnumerable<Diagnostic> Against(Setting setting, Domain domain)
    {
        if (domain is Domain.Uniform or Domain.Log && setting.Kind == SettingKind.Integer)
        {
            return [Fault($"must be {setting.Describe()}", "use int: [low, high] or log2: [low, high]")];
        }

        return Extremes(domain).Select(setting.Check).OfType<Diagnostic>();
    }

    // A setting's range has no holes, so the ends of a range decide.
    private static ImmutableArray<Value> Extremes(Domain domain) => domain switch
    {
        Domain.Choice choice => choice.Values,
        Domain.Uniform uniform => [uniform.Low, uniform.High],
        Domain.Log log => [log.Low, log.High],
        _ => [DomainValues.At(domain, 0), DomainValues.At(domain, DomainValues.Count(domain)!.Value - 1)],
    };

    private static Diagnostic Fault(string message, string? hint = null) => new("", message, hint);
}
