using System.Collections.Immutable;
using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Pictures;
using Grid.Learning.Views;

namespace Grid.Cli.Data;

/// <summary>grid data preview NAME</summary>
internal static class PreviewData
{
    public static Command Create()
    {
        var data = new DataOptions();
        var path = Flags.Text("--out", "PNG file to write; an old one is replaced", "FILE", "preview.png");
        var images = Flags.Count("--images", "Images to show, a row each", 8, 1);
        var views = Flags.Count("--views", "Views of each", 8, 1);
        var pipeline = Flags.Word("--pipeline", "Colour part of the augmentation", "simclr", "moco");
        var cropMin = new Option<double>("--crop-min")
        {
            Description = "Smallest area of a crop, of the image's",
            HelpName = "PART",
            DefaultValueFactory = _ => 0.08,
        };
        Symbol[] own = [path, images, views, pipeline, cropMin];
        return Verb.Of("preview", "Draw images beside their augmented views", [.. data.All, .. own], x =>
        {
            if (x.Of(cropMin) is not (> 0 and <= 1))
            {
                return Task.FromResult(x.Refuse(new Diagnostic("--crop-min",
                    $"must be above 0 and at most 1, found {x.Of(cropMin)}", "try 0.08")));
            }

            var recipe = data.Of(x).With("augment.pipeline", x.Of(pipeline)!)
                .With("augment.crop_min", x.Of(cropMin));
            var loaded = DataSets.Load(recipe);
            return Task.FromResult(!loaded.IsValid
                ? x.Refuse(loaded.Faults)
                : x.Show(Save(Path.GetFullPath(x.Of(path)!), () => Preview.Of(
                    loaded.Value.Train, recipe, x.Of(images), x.Of(views), data.SeedOf(x))),
                    file => x.Show(ImmutableArray.Create(file), () => x.Output.Data(file))));
        });
    }

    private static Result<string> Save(string path, Func<Picture> draw)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            draw().Save(path);
            return Result<string>.Valid(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Result<string>.Invalid(new Diagnostic("--out", $"cannot write '{path}': {error.Message}",
                "name a file in a folder that can be written"));
        }
    }
}
