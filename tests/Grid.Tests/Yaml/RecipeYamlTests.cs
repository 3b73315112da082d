using Grid.Core.Search;
using Grid.Core.Sweeps;
using Grid.Storage.Yaml;

namespace Grid.Tests.Yaml;

public sealed class RecipeYamlTests
{
    private const string Recipe = """
        data: { name: shapes }
        method: { name: moco, queue: 4096 }
        train: { batch: 64 }
        """;

    [Fact]
    public void A_recipe_alone_is_one_trial()
    {
        var spec = Valid(Recipe);

        Assert.Equal(("alone", 1, 1L), (spec.Name, spec.Replicas, Sampler.Count(spec)));
        Assert.Equal(64, spec.Bases["moco"].Integer("train.batch"));
    }

    [Fact]
    public void A_sweep_file_gives_its_recipe_and_drops_what_varies()
    {
        var spec = Valid(SweepYaml.Template().Replace("replicas: 1", "replicas: 3"));

        Assert.Equal(("alone", 1, 1L), (spec.Name, spec.Replicas, Sampler.Count(spec)));
        Assert.Equal(8, spec.Bases["moco"].Integer("encoder.width"));
    }

    [Fact]
    public void Options_win_over_the_file()
    {
        var spec = Valid(
            Recipe, "train.batch=128", "train.lr = 1e-2", "train.collapse=true", "data.root='${GRID_HOME}/x'");
        var recipe = spec.Bases["moco"];

        Assert.Equal((128, 0.01, true),
            (recipe.Integer("train.batch"), recipe.Number("train.lr"), recipe.Flag("train.collapse")));
        Assert.Equal("/data/x", recipe.Text("data.root"));
    }

    [Fact]
    public void Faults_of_options_name_the_option()
    {
        var result = Read(
            Recipe + "\nencoder: { width: 1 }", "train.batch=1", "train.bach=64", "queue", "train.lr=[1, 2]", "=3");

        Snapshot.Match(BadFileTests.Text(result.Faults));
    }

    private static SweepSpec Valid(string text, params string[] overrides)
    {
        var result = Read(text, overrides);
        return result.IsValid ? result.Value : throw new ArgumentException(string.Join("\n", result.Faults));
    }

    private static Core.Result<SweepSpec> Read(string text, params string[] overrides) =>
        RecipeYaml.Read("alone", text, overrides, TestRecipes.Schema, SweepYamlTests.Environment);
}
