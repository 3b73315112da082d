using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Data;
using Grid.Learning.Pictures;
using Grid.Learning.Probes;

namespace Grid.Cli.Checkpoints;

/// <summary>grid checkpoint picture RUN --out FILE</summary>
internal static class PictureEncoder
{
    private const ulong Purpose = 0x70696374757265; // "picture"

    public static Command Create()
    {
        var file = Flags.Text("--out", "PNG file to write", "PNG", "features.png");
        var images = Flags.Count("--images", $"Images to show, at most {FeaturePicture.MostPoints}", 2000,
            FeaturePicture.FewestPoints);
        var seed = Flags.Count("--seed", "Chooses the images where there are more", 0);
        var data = new DataOptions();
        const string summary = "Draw features: principal components beside t-SNE, coloured by class";
        return EncoderVerb.Of("picture", summary, [file, images, seed, .. data.All], (x, recipe, trained) =>
        {
            var path = x.Of(file)!;
            if (ResultFile.Check("--out", path) is { } fault)
            {
                return x.Refuse(fault);
            }

            return x.Show(Draw(x, recipe, trained, data, x.Of(images), (ulong)x.Of(seed)), picture =>
            {
                picture.Save(path);
                x.Show(new[] { new ExportedFile(path, $"{picture.Width} x {picture.Height}") },
                    () => x.Output.Data(path));
            });
        });
    }

    private static Result<Picture> Draw(
        Invocation x, Settings recipe, TrainedEncoder trained, DataOptions data, int images, ulong seed)
    {
        var loaded = data.LoadPart(x, recipe);
        if (!loaded.IsValid)
        {
            return Result<Picture>.Invalid(loaded.Faults);
        }

        if (!loaded.Value.HasLabels)
        {
            return Result<Picture>.Invalid(new Diagnostic(
                "--part", $"these images of {loaded.Value.Name} have no labels to colour them by", "try --part test"));
        }

        if (images > FeaturePicture.MostPoints || loaded.Value.Count < FeaturePicture.FewestPoints)
        {
            return Result<Picture>.Invalid(new Diagnostic("--images",
                $"must be {FeaturePicture.FewestPoints} to {FeaturePicture.MostPoints}, of {loaded.Value.Count} images",
                "2000 show enough and take seconds"));
        }

        var encoded = trained.Encode(Choose(loaded.Value, images, seed));
        if (!encoded.IsValid)
        {
            return Result<Picture>.Invalid(encoded.Faults);
        }

        using var features = encoded.Value;
        return Result<Picture>.Valid(FeaturePicture.Of(features, loaded.Value.ClassNames));
    }

    private static ImageSet Choose(ImageSet images, int count, ulong seed)
    {
        int[] rows = [.. Enumerable.Range(0, images.Count)];
        Draws.Of(seed, Purpose).Shuffle(rows.AsSpan());
        int[] chosen = [.. rows.Take(count).Order()];
        return images.Select(chosen);
    }
}
