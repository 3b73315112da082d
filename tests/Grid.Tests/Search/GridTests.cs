using System.Diagnostics;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;
using static Grid.Tests.Search.Sweeps;

namespace Grid.Tests.Search;

public sealed class GridTests
{
    [Fact]
    public void The_last_knob_varies_fastest()
    {
        var spec = GridOf(Choice("method.temperature", 0.1, 0.2), Choice("method.queue", 1024, 4096));

        Assert.Equal(
            ["method.queue=1024, method.temperature=0.1", "method.queue=4096, method.temperature=0.1",
             "method.queue=1024, method.temperature=0.2", "method.queue=4096, method.temperature=0.2"],
            Trials(spec).Select(x => x.ToString()));
    }

    [Fact]
    public void Ranges_that_can_be_listed_are_listed()
    {
        var spec = GridOf(Of("method.queue", new Domain.Log2(100, 1024)), Of("train.epochs", new Domain.Int(1, 6, 2)));

        Assert.Equal([128, 128, 128, 256, 256, 256, 512, 512, 512, 1024, 1024, 1024],
            Trials(spec).Select(x => x.Number("method.queue")));
        Assert.Equal([1, 3, 5], Trials(spec).Take(3).Select(x => x.Number("train.epochs")));
    }

    [Fact]
    public void An_empty_space_is_one_trial()
    {
        Assert.Equal(Settings.Empty, Assert.Single(Trials(GridOf())));
        Assert.Equal(1, Sampler.Count(GridOf()));
    }

    [Fact]
    public void Constraints_skip_points()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Choice("method.queue", 1024, 2048, 4096), Choice("train.batch", 512, 1024, 2048)],
                Constraints = ["method.queue >= 2 * train.batch", "train.batch != 512"],
            },
        });

        Assert.Equal(
            ["method.queue=2048, train.batch=1024", "method.queue=4096, train.batch=1024",
                "method.queue=4096, train.batch=2048"],
            Trials(spec).Select(x => x.ToString()));
        Assert.Equal(3, Sampler.Count(spec));
    }

    [Fact]
    public void A_knob_that_does_not_apply_multiplies_nothing()
    {
        var spec = GridOf(
            Choice("train.optimizer", "sgd", "adamw"),
            Choice("train.momentum", 0.5, 0.9) with { When = "train.optimizer == 'sgd'" },
            Choice("train.lr", 0.1, 0.2));

        Assert.Equal(6, Sampler.Count(spec));
        Assert.Equal(
            ["train.lr=0.1, train.momentum=0.5, train.optimizer=sgd",
                   "train.lr=0.2, train.momentum=0.5, train.optimizer=sgd",
                "train.lr=0.1, train.momentum=0.9, train.optimizer=sgd",
                   "train.lr=0.2, train.momentum=0.9, train.optimizer=sgd",
                "train.lr=0.1, train.optimizer=adamw", "train.lr=0.2, train.optimizer=adamw"],
            Trials(spec).Select(x => x.ToString()));
    }

    [Fact]
    public void A_method_has_only_its_own_knobs()
    {
        var spec = GridOf(
            Choice("method.name", "simclr", "moco"), Choice("method.queue", 1024, 4096), Choice("train.lr", 0.1));

        Assert.Equal(
            ["method.name=simclr, train.lr=0.1", "method.name=moco, method.queue=1024, train.lr=0.1",
             "method.name=moco, method.queue=4096, train.lr=0.1"],
            Trials(spec).Select(x => x.ToString()));
        Assert.All(Trials(spec), x => Assert.Empty(TestRecipes.Schema.Check(spec.RecipeOf(x))));
    }

    [Fact]
    public void The_trial_limit_counts_the_points_to_try_first_too()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Choice("train.lr", 0.1, 0.2, 0.3)],
                Points = [Settings.Of(("train.lr", 0.3)), Settings.Of(("train.lr", 0.2))],
            },
            Sampler = new(SamplerKind.Grid, 1),
        });

        Assert.Equal(["train.lr=0.3"], Trials(spec).Select(x => x.ToString()));
        Assert.Equal(1, Sampler.Count(spec));
    }

    [Fact]
    public void Points_come_first_and_are_not_repeated()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Choice("method.temperature", 0.1, 0.2, 0.5), Choice("method.queue", 1024, 4096)],
                Points = [Settings.Of(("method.temperature", 0.5), ("method.queue", 1024)),
                    Settings.Of(("method.temperature", 0.2))],
            },
        });
        var trials = Trials(spec).ToArray();

        Assert.Equal("method.queue=1024, method.temperature=0.5", trials[0].ToString());
        Assert.Equal(0.2, trials[1].Number("method.temperature"));
        Assert.Equal(6, trials.Length);
        Assert.Equal(6, trials.Distinct().Count());
        Assert.Equal(6, Sampler.Count(spec));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(99)]
    public void The_trial_limit_counts_what_is_drawn(int limit)
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Choice("method.queue", 1024, 2048, 4096), Choice("train.batch", 512, 1024, 2048)],
                Constraints = ["method.queue >= 2 * train.batch"],
                Points = [Settings.Of(("method.queue", 4096), ("train.batch", 512))],
            },
            Sampler = new(SamplerKind.Grid, limit),
        });

        Assert.Equal(Math.Min(limit, 6), Trials(spec).Count());
        Assert.Equal(Math.Min(limit, 6), Sampler.Count(spec));
    }

    [Fact]
    public void A_point_of_a_huge_grid_costs_what_a_point_costs()
    {
        var start = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var spec = GridOf(
            Of("data.seed", new Domain.Int(1000, 1999, 1)), Of("train.epochs", new Domain.Int(1, 1000, 1)));

        Assert.Equal("data.seed=1000, train.epochs=1", Draw(spec, 0));
        Assert.Equal("data.seed=1500, train.epochs=124", Draw(spec, 500_123));
        Assert.Equal("data.seed=1999, train.epochs=1000", Draw(spec, 999_999));
        Assert.IsType<Draw.Exhausted>(Sampler.Draw(spec, 1_000_000));
        Assert.Equal(1_000_000, Sampler.Count(spec));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_broken_constraint_skips_all_points_below_it_at_once()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Of("train.epochs", new Domain.Int(1, 1000, 1)),
                    Of("data.seed", new Domain.Int(0, 1_000_000_000, 1))],
                Constraints = ["train.epochs > 900"],
            },
        });

        Assert.Equal("data.seed=0, train.epochs=901", Draw(spec, 0));
    }

    [Fact]
    public void A_grid_without_a_point_says_so()
    {
        var faults = (Draft with
        {
            Space = new() { Knobs = [Choice("method.queue", 1024, 2048)], Constraints = ["method.queue > 5000"] },
        }).Resolve(TestRecipes.Schema).Faults;

        Assert.StartsWith(
            "no point satisfies the constraints: all 2 points of the grid break 'method.queue > 5000' or 'method",
            Assert.Single(faults).Message);
    }

    private static string Draw(SweepSpec spec, long position) =>
        Assert.IsType<Draw.Point>(Sampler.Draw(spec, position)).Assignment.ToString();
}
