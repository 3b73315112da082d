using System.CommandLine;
using Grid.Cli.Composition;
using Grid.Cli.Invocations;
using Grid.Cli.Sweeps;
using Grid.Core;
using Grid.Core.Sweeps;
using Grid.Storage.Yaml;

namespace Grid.Cli.Running;

/// <summary>grid train [RECIPE]</summary>
internal static class TrainRecipe
{
    public static Command Create()
    {
        var file = new Argument<string?>("RECIPE")
        {
            Description = "File of a recipe, or a sweep file, whose recipe is taken",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var set = new Option<string[]>("--set")
        {
            Description = "A setting that wins over the file; repeatable",
            HelpName = "KEY=VALUE",
        };
        var name = Flags.Text("--name", "Name of the sweep; the file's where none is given", "NAME");
        var seed = new Option<ulong?>("--run-seed")
        {
            Description = "Seed of the run, as grid run recipe prints it",
            HelpName = "SEED",
        };
        var options = new RunOptions();
        return Verb.Of("train", "Train one recipe: a sweep of one run", [file, set, name, seed, .. options.All], x =>
        {
            var spec = Read(x.Of(file), x.Of(set) ?? [], x.Of(name));
            return spec.IsValid
                ? options.Start(x, Seeded(spec.Value, x.Of(seed)), "the same command")
                : Task.FromResult(x.Refuse(spec.Faults));
        });
    }

    private static Result<SweepSpec> Read(string? file, string[] set, string? name)
    {
        var text = file is null ? Result<string>.Valid("{}") : SweepFile.ReadText(file);
        return text.IsValid
            ? RecipeYaml.Read(
                name ?? RecipeYaml.NameOf(file ?? "train"), text.Value, set, RecipeSchemas.All,
                Environment.GetEnvironmentVariable)
            : Result<SweepSpec>.Invalid(text.Faults);
    }

    private static SweepSpec Seeded(SweepSpec spec, ulong? seed)
    {
        var seeded = spec with { RunSeed = seed };
        return seeded with { Hash = SweepHash.Of(seeded) };
    }
}
