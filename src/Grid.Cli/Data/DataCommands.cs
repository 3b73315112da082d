using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Cli.Data;

/// <summary>grid data list|check|make</summary>
internal static class DataCommands
{
    public static Command List() => Verb.Of("list", "Data sets that recipes can name", [], x =>
        Task.FromResult(x.Show(DataSets.All, () =>
        {
            var table = new Table(new("data set"), new("what it holds"), new("where it comes from"));
            foreach (var entry in DataSets.All)
            {
                table.Add(entry.Name, entry.Summary, entry.Source);
            }

            x.Output.Raw(table.ToText());
        })));

    public static Command Check()
    {
        var (name, root, validation, limit, seed) = (Name(), Root(), Validation(), Limit(), Seed());
        return Verb.Of("check", "Read a data set, count and hash it", [name, root, validation, limit, seed], x =>
        {
            var recipe = Settings.Of(
                (DataSettings.Name, x.Of(name)), (DataSettings.Root, x.Of(root)!),
                (DataSettings.Validation, x.Of(validation)), (DataSettings.Limit, (double)x.Of(limit)),
                (DataSettings.Seed, (double)x.Of(seed)));
            return Task.FromResult(
                x.Show(DataSets.Check(recipe), report => x.Show(report, () => Write(x.Output, report))));
        });
    }

    public static Command Make()
    {
        var (name, root, limit, seed) = (Name(), Root(), Limit(), Seed());
        var folder = new Argument<string>("DIR") { Description = "Folder to write into; made where it is missing" };
        return Verb.Of("make", "Write a data set as CIFAR-10 binary files", [name, folder, root, limit, seed], x =>
        {
            var recipe = Settings.Of(
                (DataSettings.Name, x.Of(name)), (DataSettings.Root, x.Of(root)!),
                (DataSettings.Limit, (double)x.Of(limit)), (DataSettings.Seed, (double)x.Of(seed)));
            return Task.FromResult(x.Show(DataSets.Make(recipe, x.Of(folder)), files =>
                x.Show(files, () => files.ToList().ForEach(x.Output.Data))));
        });
    }

    private static void Write(Output output, DataReport report)
    {
        output.Data($"{output.Bold(report.Name)}  {report.Height} x {report.Width}, "
            + $"{Words.Plural(report.ClassNames.Length, "class")}: {string.Join(", ", report.ClassNames)}");
        output.Data($"mean      {string.Join("  ", report.Mean.Select(Words.Number))}");
        output.Data($"std       {string.Join("  ", report.Deviation.Select(Words.Number))}");
        var table = new Table(new("part"), new("images", true), new("per class"), new("sha256"));
        foreach (var part in report.Parts)
        {
            var (low, high) = (part.PerClass.Min(), part.PerClass.Max());
            table.Add(part.Name, Words.Count(part.Count), low == high ? $"{low}" : $"{low} to {high}", part.Sha256);
        }

        output.Raw(table.ToText());
    }

    private static Argument<string> Name() => new("NAME") { Description = "A data set: grid data list" };

    // Where recipes look, too: see the examples.
    private static Option<string> Root() => Flags.Text("--root", "Folder of its files; GRID_DATA where that is set",
        "DIR", Environment.GetEnvironmentVariable("GRID_DATA") is { Length: > 0 } root ? root : "./data");

    private static Option<double> Validation() => new("--validation")
    {
        Description = "Part of the training images to hold out",
        HelpName = "PART",
        DefaultValueFactory = _ => 0.1,
    };

    private static Option<int> Limit() => Flags.Count("--limit", "Use only the first images; 0 = all", 0);

    private static Option<int> Seed() => Flags.Count("--seed", "Seed of the split and of made images", 0);
}
