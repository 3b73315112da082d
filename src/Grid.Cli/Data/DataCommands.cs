using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Learning.Data;
using Grid.Learning.Data.Formats;

namespace Grid.Cli.Data;

/// <summary>grid data list, check and make.</summary>
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
        var data = new DataOptions();
        var validation = new Option<double>("--validation")
        {
            Description = "Part of the training images to hold out",
            HelpName = "PART",
            DefaultValueFactory = _ => 0.1,
        };
        return Verb.Of("check", "Read a data set, count and hash it", [.. data.All, validation], x =>
            Task.FromResult(x.Show(DataSets.Check(data.Of(x).With(DataSettings.Validation, x.Of(validation))),
                report => x.Show(report, () => Write(x.Output, report)))));
    }

    public static Command Make()
    {
        var data = new DataOptions();
        var folder = new Argument<string>("DIR") { Description = "Folder to write into; made where it is missing" };
        var format = Flags.Word("--format", "Layout of the files: the data set that reads them",
            [.. DataWriter.Layouts]);
        return Verb.Of("make", "Write a data set as files, in a layout that other programs read",
            [data.All[0], folder, .. data.All[1..], format], x =>
                Task.FromResult(x.Show(DataSets.Make(data.Of(x), x.Of(folder), x.Of(format)!), files =>
                    x.Show(files, () => Write(x.Output, files)))));
    }

    /// <summary>The files; where there are very many, a few and their number.</summary>
    private static void Write(Output output, ImmutableArray<string> files)
    {
        const int told = 10;
        files.Take(told).ToList().ForEach(output.Data);
        if (files.Length > told)
        {
            output.Talk($"and {Words.Count(files.Length - told)} more");
        }
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
            var (low, high) = (part.PerClass.DefaultIfEmpty().Min(), part.PerClass.DefaultIfEmpty().Max());
            table.Add(part.Name, Words.Count(part.Count),
                part.PerClass.IsEmpty ? "no labels" : low == high ? $"{low}" : $"{low} to {high}", part.Sha256);
        }

        output.Raw(table.ToText());
    }
}
