using System.Collections.Immutable;
using Grid.Core.Artifacts;
using Grid.Core.Recipes;

namespace Grid.Tests.Artifacts;

public sealed class StageChainTests
{
    private static readonly Settings Recipe = Settings.Of(
        ("data.name", "shapes"), ("data.root", "/a"), ("model.width", 8), ("positives.strength", 0.1),
        ("method.temperature", 0.2));

    private static readonly StageChain Chain = new("sha",
    [
        new("model", ["model.width"], [], ".safetensors", 1),
        new("positives", ["positives.strength"], ["model"], ".npy", 1),
    ]);

    [Fact]
    public void A_run_needs_the_last_stage_which_needs_the_others()
    {
        var positives = Assert.Single(Of(Recipe));
        var model = Assert.Single(positives.Inputs);

        Assert.StartsWith("positives@", positives.Id.Value, StringComparison.Ordinal);
        Assert.StartsWith("artifacts/model-", model.Output, StringComparison.Ordinal);
        Assert.EndsWith(".safetensors", model.Output, StringComparison.Ordinal);
        Assert.Equal(["data.name", "data.root", "model.width"], model.Recipe.Select(x => x.Key));
        Assert.Equal(
            ["data.name", "data.root", "model.width", "positives.strength"], positives.Recipe.Select(x => x.Key));
    }

    [Theory]
    [InlineData("method.temperature", 0.5, false, false)] // no stage depends on it
    [InlineData("positives.strength", 0.3, false, true)]
    [InlineData("model.width", 16.0, true, true)]
    [InlineData("data.limit", 100.0, true, true)]
    public void An_id_changes_with_what_the_content_depends_on_and_nothing_else(
        string path, double value, bool isModelNew, bool arePositivesNew)
    {
        var (before, after) = (Of(Recipe)[0], Of(Recipe.With(path, value))[0]);

        Assert.Equal(arePositivesNew, before.Id != after.Id);
        Assert.Equal(isModelNew, before.Inputs[0].Id != after.Inputs[0].Id);
    }

    [Fact]
    public void Where_the_files_are_makes_no_difference_what_they_hold_does()
    {
        Assert.Equal(Of(Recipe)[0].Id, Of(Recipe.With("data.root", "/b"))[0].Id);
        Assert.NotEqual(Of(Recipe)[0].Id, Of(Recipe, Chain with { Data = "other" })[0].Id);
    }

    [Fact]
    public void A_new_format_of_a_stage_makes_its_output_and_all_built_on_it_anew()
    {
        var newer = Chain with { Stages = Chain.Stages.SetItem(0, Chain.Stages[0] with { Format = 2 }) };

        Assert.NotEqual(Of(Recipe)[0].Inputs[0].Id, Of(Recipe, newer)[0].Inputs[0].Id);
        Assert.NotEqual(Of(Recipe)[0].Id, Of(Recipe, newer)[0].Id);
    }

    private static ImmutableArray<ArtifactSpec> Of(Settings recipe, StageChain? chain = null) =>
        (chain ?? Chain).ArtifactsOf(recipe, new(), new());
}
