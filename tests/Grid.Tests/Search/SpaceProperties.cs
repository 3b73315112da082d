using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;

namespace Grid.Tests.Search;

/// <summary>What holds of every space, on spaces made at random. FsCheck prints the seed of a failure.</summary>
public sealed class SpaceProperties
{
    private static readonly ImmutableArray<string> Paths =
        ["train.epochs", "data.seed", "train.warmup_epochs", "evaluate.knn.k"];

    private static readonly Gen<string> Constraints = Gen.Elements(
        "train.epochs > train.warmup_epochs", "(train.epochs + data.seed) % 2 == 0", "data.seed != 4",
        "evaluate.knn.k <= 6",
        "train.epochs * data.seed < 20 or evaluate.knn.k == 2");

    private static readonly Gen<string> Conditions = Gen.Elements(
        "train.epochs > 3", "train.epochs % 2 == 1", "train.lr > 1", "train.epochs < 1000");

    [Fact]
    public void A_grid_enumerates_exactly_the_set_of_brute_force()
    {
        var (skipped, conditional) = (0, 0);
        Check(SamplerKind.Grid, spec =>
        {
            var trials = Sweeps.Trials(spec).ToArray();
            var expected = BruteForce(spec);
            skipped += trials.Length < spec.Space.Knobs.Aggregate(
                1L, (size, x) => size * DomainValues.Count(x.Domain)!.Value) ? 1 : 0;
            conditional += spec.Space.Knobs.Any(x => x.When is not null) ? 1 : 0;
            return trials.Length == trials.Distinct().Count() && expected.SetEquals(trials)
                && Sampler.Count(spec) == expected.Count;
        });

        Assert.True(skipped > 50, $"only {skipped} grids skipped points");
        Assert.True(conditional > 50, $"only {conditional} grids had a condition");
    }

    [Fact]
    public void A_random_draw_lies_in_the_space_and_satisfies_the_constraints()
    {
        var drawn = 0;
        Check(SamplerKind.Random, spec =>
        {
            var allowed = BruteForce(spec);
            var trials = Sweeps.Trials(spec).ToArray();
            drawn += trials.Length;
            return trials.Length == spec.Sampler.Trials && trials.All(allowed.Contains);
        });

        Assert.True(drawn > 500, $"only {drawn} draws");
    }

    [Fact]
    public void Any_point_alone_equals_the_point_in_sequence()
    {
        foreach (var kind in Enum.GetValues<SamplerKind>())
        {
            Check(kind, spec =>
            {
                var inOrder = Sweeps.Trials(spec).ToArray();
                var position = 0L;
                return inOrder.All(trial =>
                {
                    var point = (Draw.Point)Sampler.Draw(spec with { }, position);
                    position = point.Next;
                    return point.Assignment.Equals(trial);
                });
            });
        }
    }

    // All assignments, one knob after the other, and then what the constraints leave: slow and plain.
    private static HashSet<Settings> BruteForce(SweepSpec spec)
    {
        IEnumerable<Settings> all = [Settings.Empty];
        foreach (var knob in spec.Space.Knobs)
        {
            all = all.SelectMany(x => knob.When is null || Holds(spec, x, knob.When)
                ? Values(knob.Domain).Select(value => x.With(knob.Path, value))
                : [x]);
        }

        return [.. all.Where(x => spec.Space.Constraints.All(text => Holds(spec, x, text)))];
    }

    private static IEnumerable<Value> Values(Domain domain) => domain switch
    {
        Domain.Choice choice => choice.Values,
        Domain.Int range =>
            Enumerable.Range(0, 100).Select(x => range.Low + (x * range.Step)).Where(x => x <= range.High)
            .Select(x => new Value.Number(x)),
        Domain.Log2 log2 =>
            Enumerable.Range(0, 60).Select(x => Math.Pow(2, x)).Where(x => x >= log2.Low && x <= log2.High)
            .Select(x => new Value.Number(x)),
        _ => throw new ArgumentException("not a finite domain", nameof(domain)),
    };

    private static bool Holds(SweepSpec spec, Settings assignment, string text)
    {
        var recipe = spec.RecipeOf(assignment);
        return Core.Recipes.Expressions.ExpressionParser.Parse("", text).Value!.Holds(path => recipe[path]) == true;
    }

    // Only spaces with a point make a sweep; the count of those is asserted.
    private static void Check(SamplerKind kind, Func<SweepSpec, bool> property)
    {
        var checkedSpaces = 0;
        var drafts =
            from knobs in Gen.Choose(1, Paths.Length).SelectMany(Knobs)
            from constraints in Gen.Choose(0, 2).SelectMany(count => Constraints.ArrayOf(count))
            from seed in Gen.Choose(0, 1000)
            select Sweeps.Draft with
            {
                Seed = (ulong)seed,
                Recipe = Sweeps.Draft.Recipe.With("train.warmup_epochs", 0).With("train.epochs", 5)
                    .With("evaluate.knn.k", 5),
                Space = new() { Knobs = knobs, Constraints = [.. constraints] },
                Sampler = new(kind, kind == SamplerKind.Random ? 5 : null),
            };
        Prop.ForAll(drafts.ToArbitrary(), draft =>
        {
            var spec = draft.Resolve(TestRecipes.Schema);
            checkedSpaces += spec.IsValid ? 1 : 0;
            return !spec.IsValid || property(spec.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
        Assert.True(checkedSpaces > 150, $"only {checkedSpaces} spaces had a point");
    }

    private static Gen<ImmutableArray<Knob>> Knobs(int count) =>
        from domains in Domains().ArrayOf(count)
        from conditions in Gen.OneOf(Gen.Constant<string?>(null), Conditions.Select(x => (string?)x)).ArrayOf(count)
        select Enumerable.Range(0, count)
            .Select(x => new Knob { Path = Paths[x], Domain = domains[x], When = x == 0 ? null : conditions[x] })
            .ToImmutableArray();

    private static Gen<Domain> Domains() => Gen.OneOf(
        Gen.SubListOf(Enumerable.Range(1, 7)).Where(x => x.Count > 0).Select(x =>
            (Domain)new Domain.Choice([.. x.Select(value => new Value.Number(value))])),
        from low in Gen.Choose(1, 4)
        from width in Gen.Choose(0, 5)
        from step in Gen.Choose(1, 3)
        select (Domain)new Domain.Int(low, low + width, step),
        Gen.Choose(4, 20).Select(high => (Domain)new Domain.Log2(2, high)));
}
