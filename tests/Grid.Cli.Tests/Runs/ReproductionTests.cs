using System.Globalization;
using Grid.Cli.Composition;
using Grid.Cli.Runs;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Storage.Yaml;

namespace Grid.Cli.Tests.Runs;

public sealed class ReproductionTests
{
    [Fact]
    public void The_command_names_everything_that_is_not_a_default_and_nothing_else()
    {
        var recipe = RecipeSchemas.All.Resolve(
            Settings.Of(("data.name", "shapes"), ("method.temperature", 0.07), ("data.root", "/a b/it's"),
                ("train.collapse", true)),
            "moco").Value!;
        var run = new RunSpec
        {
            Id = new("demo.2/3/1"),
            Trial = 3,
            Replica = 1,
            Assignment = Settings.Empty,
            Recipe = recipe,
            Seed = ulong.MaxValue,
            ObjectiveMetric = "val.knn.top1",
        };
        var command = Reproduction.CommandOf(run, RecipeSchemas.All);
        Assert.Equal(
            "grid train --name demo-2-3-1-again --run-seed 18446744073709551615 --set data.name=shapes "
            + "--set 'data.root=\"/a b/it'\\''s\"' --set method.name=moco --set method.temperature=0.07 "
            + "--set train.collapse=true",
            command);
        Assert.Equal(recipe, Trained(["data.name=shapes", "data.root=\"/a b/it's\"", "method.name=moco",
            "method.temperature=0.07", "train.collapse=true"]));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("-")]
    [InlineData("a: b # c")]
    public void A_word_that_reads_as_something_else_stays_a_word(string root)
    {
        var recipe = RecipeSchemas.All.Resolve(
            Settings.Of(("data.name", "shapes"), ("data.root", root)), "moco").Value!;
        var run = new RunSpec
        {
            Id = new("demo/3/1"),
            Trial = 3,
            Replica = 1,
            Assignment = Settings.Empty,
            Recipe = recipe,
            Seed = 1,
            ObjectiveMetric = "val.knn.top1",
        };
        var quoted = Reproduction.CommandOf(run, RecipeSchemas.All).Split("--set ")
            .Select(x => x.Trim().Trim('\'')).Single(x => x.StartsWith("data.root=", StringComparison.Ordinal));
        Assert.Equal(root, Trained(["data.name=shapes", "method.name=moco", quoted])?.Text("data.root"));
    }

    private static Settings? Trained(string[] set)
    {
        var spec = RecipeYaml.Read("again", "{}", set, RecipeSchemas.All, _ => null);
        Assert.True(spec.IsValid, string.Join(CultureInfo.InvariantCulture.TextInfo.ListSeparator, spec.Faults));
        return spec.Value.Bases["moco"];
    }
}
