using Grid.Core.Recipes;
using Grid.Core.Search;
using static Grid.Tests.Search.Sweeps;

namespace Grid.Tests.Search;

public sealed class RandomTests
{
    private const int Trials = 4000;

    [Fact]
    public void A_uniform_knob_is_even_over_its_range() =>
        AssertEven(Of("train.momentum", new Domain.Uniform(0.2, 0.8)), x => (x - 0.2) / 0.6);

    [Fact]
    public void A_log_knob_is_even_over_its_logarithms() =>
        AssertEven(Of("train.lr", new Domain.Log(1e-4, 1)), x => (Math.Log10(x) + 4) / 4);

    [Fact]
    public void An_int_knob_takes_each_step_equally_often()
    {
        var values = Values(Of("train.epochs", new Domain.Int(10, 34, 5)));

        Assert.Equal([10, 15, 20, 25, 30], values.Distinct().Order());
        Assert.All(values.CountBy(x => x), x => Assert.InRange(x.Value, 700, 900));
    }

    [Fact]
    public void A_log2_knob_takes_each_power_equally_often()
    {
        var values = Values(Of("method.queue", new Domain.Log2(1000, 9000)));

        Assert.Equal([1024, 2048, 4096, 8192], values.Distinct().Order());
        Assert.All(values.CountBy(x => x), x => Assert.InRange(x.Value, 900, 1100));
    }

    [Fact]
    public void Equal_seeds_give_equal_draws_and_others_differ()
    {
        var spec = RandomOf(50, Of("train.lr", new Domain.Log(1e-4, 1)), Choice("method.temperature", 0.1, 0.2, 0.5));

        Assert.Equal(Sweeps.Trials(spec), Sweeps.Trials(spec with { }));
        Assert.NotEqual(Sweeps.Trials(spec), Sweeps.Trials(spec with { Seed = 1 }));
    }

    [Fact]
    public void A_point_is_computable_alone()
    {
        var spec = RandomOf(
            200, Of("train.lr", new Domain.Log(1e-4, 1)), Of("method.queue", new Domain.Log2(256, 65536)));
        var inOrder = Sweeps.Trials(spec).ToArray();

        Assert.Equal(200, inOrder.Length);
        Assert.Equal(inOrder[137], Assert.IsType<Draw.Point>(Sampler.Draw(spec with { }, 137)).Assignment);
    }

    [Fact]
    public void A_knobs_draws_do_not_depend_on_the_other_knobs()
    {
        var alone = RandomOf(20, Of("train.lr", new Domain.Log(1e-4, 1)));
        var beside = RandomOf(20, Choice("method.temperature", 0.1, 0.2), Of("train.lr", new Domain.Log(1e-4, 1)));

        Assert.Equal(
            Sweeps.Trials(alone).Select(x => x.Number("train.lr")),
            Sweeps.Trials(beside).Select(x => x.Number("train.lr")));
    }

    [Fact]
    public void Every_draw_satisfies_the_constraints_and_the_methods_rules()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Of("method.queue", new Domain.Int(64, 2048, 1)),
                    Of("train.batch", new Domain.Int(64, 2048, 1))],
                Constraints = ["train.batch % 2 == 0"],
            },
            Sampler = new(SamplerKind.Random, 300),
        });
        var trials = Sweeps.Trials(spec).ToArray();

        Assert.Equal(300, trials.Length);
        Assert.All(trials, x => Assert.Equal(0, x.Integer("train.batch") % 2));
        Assert.All(trials, x => Assert.Empty(TestRecipes.Schema.Check(spec.RecipeOf(x))));
    }

    [Fact]
    public void A_conditional_knob_is_drawn_only_where_it_applies()
    {
        var spec = RandomOf(200,
            Choice("train.optimizer", "sgd", "adamw"),
            Of("train.momentum", new Domain.Uniform(0.5, 0.9)) with { When = "train.optimizer == 'sgd'" });
        var trials = Sweeps.Trials(spec).ToArray();

        Assert.InRange(trials.Count(x => x["train.momentum"] is not null), 70, 130);
        Assert.All(trials, x => Assert.Equal(x.Text("train.optimizer") == "sgd", x["train.momentum"] is not null));
    }

    [Fact]
    public void Points_come_first_and_what_they_leave_out_is_drawn()
    {
        var spec = Checked(Draft with
        {
            Space = new()
            {
                Knobs = [Choice("method.temperature", 0.1, 0.2), Of("train.lr", new Domain.Log(1e-3, 1))],
                Points = [Settings.Of(("train.lr", 0.5)), Settings.Of(("method.temperature", 0.2), ("train.lr", 0.25))],
            },
            Sampler = new(SamplerKind.Random, 10),
        });
        var trials = Sweeps.Trials(spec).ToArray();

        Assert.Equal(10, trials.Length);
        Assert.Equal(10, Sampler.Count(spec));
        Assert.Equal(0.5, trials[0].Number("train.lr"));
        Assert.NotNull(trials[0]["method.temperature"]);
        Assert.Equal("method.temperature=0.2, train.lr=0.25", trials[1].ToString());
    }

    [Fact]
    public void Ten_thousand_rejected_draws_in_a_row_are_no_point()
    {
        var draft = Draft with
        {
            Space = new()
            {
                Knobs = [Of("train.lr", new Domain.Uniform(0.1, 0.9))],
                Constraints = ["train.lr > 0", "train.lr > 0.95"],
            },
            Sampler = new(SamplerKind.Random, 10),
        };

        var fault = Assert.Single(draft.Resolve(TestRecipes.Schema).Faults);
        Assert.Equal(
            "no point satisfies the constraints: 10000 draws in a row were rejected, 10000 by 'train.lr > 0.95'",
            fault.Message);
    }

    private static double[] Values(Knob knob) =>
        [.. Sweeps.Trials(RandomOf(Trials, knob)).Select(x => x.Number(knob.Path))];

    // Each tenth of the range gets a tenth of the draws, within five standard deviations.
    private static void AssertEven(Knob knob, Func<double, double> toUnit)
    {
        var tenths = Values(knob).CountBy(x => (int)(10 * toUnit(x))).ToArray();

        Assert.Equal(10, tenths.Length);
        Assert.All(tenths, x => Assert.InRange(x.Value, 300, 500));
    }
}
