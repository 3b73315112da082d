using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;

namespace Grid.Cli.Runs;

/// <summary>grid run recipe RUN</summary>
internal static class ShowRecipe
{
    public static Command Create()
    {
        var run = RunArguments.Run();
        const string summary = "The command, the seed and the versions that reproduce a run";
        return Verb.Asking("recipe", summary, [run], async (x, grid) =>
        {
            var found = await grid.Run(x.Of(run), x.Stop);
            if (!found.IsValid)
            {
                return x.Refuse(found.Faults);
            }

            var detail = found.Value;
            var recipe = new RunRecipe(
                detail.Summary.Id, Reproduction.CommandOf(detail.Spec, RecipeSchemas.All), detail.Spec.Seed,
                detail.Spec.Recipe.Hash(), detail.Spec.Recipe,
                await VersionsOf(x, detail.State.LastCheckpoint?.Manifest));
            return x.Show(recipe, () =>
            {
                x.Output.Data($"# run {recipe.Run}, recipe {recipe.RecipeHash}");
                foreach (var (name, value) in recipe.Versions)
                {
                    x.Output.Data($"# {name}: {value}");
                }

                x.Output.Data(recipe.Command);
            });
        });
    }

    // What a run was trained with stands in its checkpoints.
    private static async Task<Settings> VersionsOf(Invocation x, string? manifest)
    {
        var program = Settings.Of(("grid", typeof(ShowRecipe).Assembly.GetName().Version!.ToString(3)));
        if (manifest is null || x.Server is not null)
        {
            return program;
        }

        var home = Storage.Homes.Home.Read(x.Home);
        if (!home.IsValid)
        {
            return program;
        }

        using var opened = home.Value;
        var read = await new CheckpointReader(opened.Blobs).Read(manifest, cancellation: x.Stop);
        return read.IsValid
            ? program.Overlay(read.Value.Manifest.Environment).Overlay(read.Value.Manifest.Decided)
            : program;
    }
}

/// <summary>What "grid run recipe --json" prints.</summary>
/// <param name="Run">The run.</param>
/// <param name="Command">The command that trains it again.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="RecipeHash">Hash of its recipe.</param>
/// <param name="Recipe">Its complete recipe.</param>
/// <param name="Versions">What it was trained with, and what was decided at its first attempt.</param>
internal sealed record RunRecipe(
    RunId Run, string Command, ulong Seed, string RecipeHash, Settings Recipe, Settings Versions);
