using System.Collections.Immutable;
using static System.FormattableString;

namespace Grid.Core.Recipes;

/// <summary>What a setting may hold.</summary>
public enum SettingKind
{
    /// <summary>Any number in the range.</summary>
    Number,

    /// <summary>A whole number in the range.</summary>
    Integer,

    /// <summary>A word, one of the choices where there are any.</summary>
    Text,

    /// <summary>true or false.</summary>
    Flag,
}

/// <summary>One setting of a recipe: its path, kind, default, domain and meaning. Knobs are settings too.</summary>
public sealed record Setting
{
    /// <summary>Dotted path: "method.temperature".</summary>
    public required string Path { get; init; }

    /// <summary>What it may hold.</summary>
    public required SettingKind Kind { get; init; }

    /// <summary>Used where the recipe says nothing; null = the recipe must say it.</summary>
    public Value? Default { get; init; }

    /// <summary>Smallest number allowed.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <summary>True where <see cref="Min"/> itself is not allowed.</summary>
    public bool AboveMin { get; init; }

    /// <summary>The words allowed; empty = any.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>One line for the reference, with the unit: "Divides the cosine logits; no unit".</summary>
    public required string Summary { get; init; }

    /// <summary>What it may hold, in words: "a whole number >= 8".</summary>
    public string Describe() => Kind switch
    {
        SettingKind.Flag => "true or false",
        SettingKind.Text => Choices.IsEmpty ? "a word" : $"one of {string.Join(", ", Choices)}",
        _ => (Kind == SettingKind.Integer ? "a whole number" : "a number") + DescribeRange(),
    };

    /// <summary>The fault of a value at this path, or null.</summary>
    public Diagnostic? Check(Value value) => Kind switch
    {
        SettingKind.Flag => value is Value.Flag ? null : Fault(value),
        SettingKind.Text => value is Value.Text text ? CheckWord(text.Content) : Fault(value),
        _ => value is Value.Number number && IsAllowed(number.Amount) ? null : Fault(value),
    };

    private Diagnostic? CheckWord(string word) => Choices.IsEmpty || Choices.Contains(word) ? null
        : Fault(word) with { Hint = Nearest.Hint(word, Choices) };

    private bool IsAllowed(double amount) => double.IsFinite(amount) && amount >= Min && amount <= Max
        && !(AboveMin && amount == Min) && (Kind == SettingKind.Number || amount == Math.Floor(amount));

    private Diagnostic Fault(Value value) => new(
        Path, $"must be {Describe()}, found {(value is Value.Text ? $"'{value}'" : value)}",
        Default is null ? null : $"the default is {Default}");

    private string DescribeRange()
    {
        var low = double.IsFinite(Min) ? Invariant($" {(AboveMin ? ">" : ">=")} {Min}") : "";
        var high = double.IsFinite(Max) && Max < int.MaxValue ? Invariant($" <= {Max}") : "";
        return low + (low.Length > 0 && high.Length > 0 ? " and" : "") + high;
    }
}

/// <summary>A rule between settings: a constraint expression and what to tell the user when it does not hold.</summary>
/// <param name="Expression">"method.queue >= train.batch", in the language of sweep constraints.</param>
/// <param name="Message">Why, and what to change.</param>
public sealed record SettingRule(string Expression, string Message);

/// <summary>
/// A method as data: readable without native code, by the planner, the YAML reader and the reference.
/// </summary>
public sealed record MethodSpec
{
    /// <summary>The word in recipes: "moco".</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>Authors, year and address.</summary>
    public required string Paper { get; init; }

    /// <summary>Its own settings, all under "method.".</summary>
    public ImmutableArray<Setting> Settings { get; init; } = [];

    /// <summary>What common settings default to with this method, where that differs.</summary>
    public Settings Defaults { get; init; } = Recipes.Settings.Empty;

    /// <summary>Rules between its settings and the common ones.</summary>
    public ImmutableArray<SettingRule> Rules { get; init; } = [];

    /// <summary>The shared stages that its runs need built before they train, each after those it builds on.</summary>
    public ImmutableArray<StageSpec> Stages { get; init; } = [];
}

/// <summary>
/// A shared stage as data: what is built once for all runs whose recipes agree on its settings and on the data.
/// </summary>
public sealed record StageSpec
{
    /// <summary>One word: "diffusion".</summary>
    public required string Name { get; init; }

    /// <summary>One line.</summary>
    public required string Summary { get; init; }

    /// <summary>Its own settings. Its output depends on them, on those of its inputs, and on the data's.</summary>
    public required ImmutableArray<Setting> Settings { get; init; }

    /// <summary>The stages whose outputs it builds on.</summary>
    public ImmutableArray<string> Inputs { get; init; } = [];

    /// <summary>What its output is called after: ".safetensors".</summary>
    public required string Extension { get; init; }

    /// <summary>Grows when the same settings come to give another output.</summary>
    public required int Format { get; init; }
}
