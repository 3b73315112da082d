using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>What a knob may be set to.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Choice), "choice")]
[JsonDerivedType(typeof(Uniform), "uniform")]
[JsonDerivedType(typeof(Log), "log")]
[JsonDerivedType(typeof(Log2), "log2")]
[JsonDerivedType(typeof(Int), "int")]
public abstract record Domain
{
    private Domain()
    {
    }

    /// <summary>One of the listed values.</summary>
    public sealed record Choice(ImmutableArray<Value> Values) : Domain;

    /// <summary>Evenly spread over [Low, High].</summary>
    public sealed record Uniform(double Low, double High) : Domain;

    /// <summary>Evenly spread over the logarithms of [Low, High]; Low > 0.</summary>
    public sealed record Log(double Low, double High) : Domain;

    /// <summary>The powers of two in [Low, High].</summary>
    public sealed record Log2(long Low, long High) : Domain;

    /// <summary>The whole numbers in [Low, High], every <paramref name="Step"/>.</summary>
    public sealed record Int(long Low, long High, long Step) : Domain;
}

/// <summary>One dimension of a search space: a recipe path and what it may be set to.</summary>
public sealed record Knob
{
    /// <summary>Dotted path into the recipe.</summary>
    public required string Path { get; init; }

    /// <summary>What it may be set to.</summary>
    public required Domain Domain { get; init; }

    /// <summary>Expression that must hold for the knob to be set at all; null = always.</summary>
    public string? When { get; init; }
}

/// <summary>The space a sampler draws from.</summary>
public sealed record SearchSpace
{
    /// <summary>Knobs in file order: the last one varies fastest in a grid.</summary>
    public ImmutableArray<Knob> Knobs { get; init; } = [];

    /// <summary>Expressions over knobs and recipe values that every trial satisfies.</summary>
    public ImmutableArray<string> Constraints { get; init; } = [];

    /// <summary>Partial assignments tried first; knobs they leave out are sampled.</summary>
    public ImmutableArray<Settings> Points { get; init; } = [];
}

/// <summary>How trials are drawn.</summary>
public enum SamplerKind
{
    /// <summary>Every combination, in order; domains without a finite list are refused.</summary>
    Grid,

    /// <summary>Independent draws, keyed by the sweep's seed and the draw's position.</summary>
    Random,
}

/// <summary>The sampler and how many trials it draws.</summary>
/// <param name="Kind">How.</param>
/// <param name="Trials">At most this many; null = all of a grid.</param>
public sealed record SamplerSpec(SamplerKind Kind, long? Trials);
