using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;

namespace Grid.Learning.Data;

/// <summary>A data set that recipes can name.</summary>
/// <param name="Name">The word in recipes.</param>
/// <param name="Summary">What it holds.</param>
/// <param name="Source">Where it comes from, and what it needs.</param>
public sealed record DataSetEntry(string Name, string Summary, string Source);

/// <summary>The data sets, and the one door from a recipe to images.</summary>
public static class DataSets
{
    /// <summary>Everything that data.name may say.</summary>
    public static ImmutableArray<DataSetEntry> All { get; } =
    [
        new("cifar10", "50,000 + 10,000 photographs, 32 x 32, 10 classes",
            "binary version of https://www.cs.toronto.edu/~kriz/cifar.html, its folder as data.root"),
        new(Shapes.Name, $"{Shapes.TrainCount:N0} + {Shapes.TestCount:N0} drawn outlines, 32 x 32, 10 classes",
            "procedural, made from data.seed in a second; needs no files; data.images makes more or fewer"),
    ];

    /// <summary>Loads the data that a recipe names, and divides it.</summary>
    /// <param name="recipe">A recipe; data settings that it lacks have their defaults.</param>
    public static Result<ImageSplits> Load(Settings recipe)
    {
        var settings = DataSettings.Defaults.Overlay(recipe);
        var loaded = LoadParts(settings);
        if (!loaded.IsValid)
        {
            return Result<ImageSplits>.Invalid(loaded.Faults);
        }

        var limit = settings.Integer(DataSettings.Limit);
        var splits = ImageSplits.Of(First(loaded.Value.Train, limit), First(loaded.Value.Test, limit),
            settings.Number(DataSettings.Validation), (ulong)settings.Number(DataSettings.Seed));
        return splits.Train.Count > 0
            ? Result<ImageSplits>.Valid(splits)
            : Result<ImageSplits>.Invalid(new Diagnostic(
                DataSettings.Validation, "leaves no image to train on", "hold out less, or raise data.limit"));
    }

    /// <summary>Loads the data that a recipe names, and says what is in it.</summary>
    public static Result<DataReport> Check(Settings recipe)
    {
        var loaded = Load(recipe);
        return loaded.IsValid
            ? Result<DataReport>.Valid(DataReport.Of(loaded.Value))
            : Result<DataReport>.Invalid(loaded.Faults);
    }

    /// <summary>Writes a data set as CIFAR-10 binary files, which other programs read and data.root accepts.</summary>
    /// <param name="recipe">Names the data; all training images are written, whatever its validation part.</param>
    /// <param name="folder">Made where it is missing; must not hold such files yet.</param>
    /// <returns>The files written.</returns>
    public static Result<ImmutableArray<string>> Make(Settings recipe, string folder)
    {
        var loaded = Load(recipe.With(DataSettings.Validation, 0));
        return loaded.IsValid
            ? Cifar10Writer.Write(folder, loaded.Value.Train, loaded.Value.Test)
            : Result<ImmutableArray<string>>.Invalid(loaded.Faults);
    }

    private static Result<(ImageSet Train, ImageSet Test)> LoadParts(Settings settings)
    {
        var limit = settings.Integer(DataSettings.Limit) is > 0 and var most ? most : int.MaxValue;
        switch (settings.Text(DataSettings.Name))
        {
            case "cifar10":
                return Cifar10.Read(settings.Text(DataSettings.Root));
            case Shapes.Name:
                // What the limit drops is not drawn: image i is the same however many are made.
                return Result<(ImageSet Train, ImageSet Test)>.Valid(Shapes.Make(
                    (ulong)settings.Number(DataSettings.Seed),
                    Math.Min(limit, settings.Integer(DataSettings.Images)),
                    Math.Min(limit, Shapes.TestCount)));
            case var name:
                var known = string.Join(", ", All.Select(x => x.Name));
                return Result<(ImageSet Train, ImageSet Test)>.Invalid(
                    new Diagnostic(DataSettings.Name, $"no data set '{name}'", $"one of: {known}"));
        }
    }

    private static ImageSet First(ImageSet images, int limit) =>
        limit == 0 || limit >= images.Count ? images : images.Select([.. Enumerable.Range(0, limit)]);
}
