using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Tests.Search;

/// <summary>Short ways to a checked sweep for tests.</summary>
internal static class Sweeps
{
    public static SweepDraft Draft { get; } = new()
    {
        Name = "test",
        Recipe = Settings.Of(
            ("data.name", "shapes"), ("method.name", "moco"), ("train.batch", 64), ("method.queue", 1024)),
    };

    public static SweepSpec GridOf(params ImmutableArray<Knob> knobs) =>
        Checked(Draft with { Space = new() { Knobs = knobs } });

    public static SweepSpec RandomOf(long trials, params ImmutableArray<Knob> knobs) => Checked(Draft with
    {
        Space = new() { Knobs = knobs },
        Sampler = new(SamplerKind.Random, trials),
    });

    public static SweepSpec Checked(SweepDraft draft)
    {
        var result = draft.Resolve(TestRecipes.Schema);
        return result.IsValid ? result.Value : throw new ArgumentException(string.Join("\n", result.Faults));
    }

    public static Knob Choice(string path, params ImmutableArray<Value> values) =>
        new() { Path = path, Domain = new Domain.Choice(values) };

    public static Knob Of(string path, Domain domain) => new() { Path = path, Domain = domain };

    /// <summary>Every trial, drawn as a sweep draws: each from the position that the one before gave.</summary>
    public static IEnumerable<Settings> Trials(SweepSpec spec)
    {
        for (var position = 0L; Sampler.Draw(spec, position) is Draw.Point point; position = point.Next)
        {
            yield return point.Assignment;
        }
    }
}
