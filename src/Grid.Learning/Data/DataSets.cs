using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data.Formats;
using Grid.Learning.Data.Sources;

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
        new(Cifar10.Name, "50,000 + 10,000 photographs, 32 x 32, 10 classes",
            "binary version of https://www.cs.toronto.edu/~kriz/cifar.html, its folder as data.root"),
        new(Cifar100.Name, "50,000 + 10,000 photographs, 32 x 32, 100 classes",
            "the same for CIFAR-100; data.labels: coarse takes its 20 groups"),
        new(Stl10.Name, "5,000 + 8,000 photographs, 96 x 96, 10 classes, 100,000 without labels",
            "binary version of https://cs.stanford.edu/~acoates/stl10; data.train: unlabelled, data.size: 64"),
        new(Mnist.Digits, "60,000 + 10,000 grey digits, 28 x 28, 10 classes",
            "the four IDX files, plain or .gz; any files of that format will do"),
        new(Mnist.Fashion, "60,000 + 10,000 grey clothes, 28 x 28, 10 classes", "the same"),
        new(NpyImages.Name, "NumPy arrays of your own",
            $"{NpyImages.TrainImages}, {NpyImages.TrainLabels} and the same for test; may be larger than memory"),
        new(Folders.Name, "PNG and JPEG files of your own",
            "train/CLASS/ and test/CLASS/ below data.root; data.size makes them one size"),
        new(Shapes.Name, $"{Shapes.TrainCount:N0} + {Shapes.TestCount:N0} drawn outlines, 32 x 32, 10 classes",
            "procedural, made from data.seed in a second; needs no files; data.images makes more or fewer"),
    ];

    /// <summary>Loads the data that a recipe names, and divides it: in memory where it fits into a quarter of this
    /// machine's, else mapped from its files.</summary>
    /// <param name="recipe">A recipe; data settings that it lacks have their defaults.</param>
    public static Result<ImageSplits> Load(Settings recipe) => Load(recipe, Residence.MachineBudget);

    /// <summary>Loads the data that a recipe names, and says what is in it.</summary>
    public static Result<DataReport> Check(Settings recipe)
    {
        var loaded = Load(recipe);
        return loaded.IsValid
            ? Result<DataReport>.Valid(DataReport.Of(loaded.Value))
            : Result<DataReport>.Invalid(loaded.Faults);
    }

    /// <summary>Writes a data set as files that other programs read and data.root accepts.</summary>
    /// <param name="recipe">Names the data; all training images are written, whatever its validation part.</param>
    /// <param name="folder">Made where it is missing; must not hold such files yet.</param>
    /// <param name="layout">One of <see cref="DataWriter.Layouts"/>.</param>
    /// <returns>The files written.</returns>
    public static Result<ImmutableArray<string>> Make(
        Settings recipe, string folder, string layout = Cifar10.Name)
    {
        var loaded = Load(recipe.With(DataSettings.Validation, 0));
        if (!loaded.IsValid)
        {
            return Result<ImmutableArray<string>>.Invalid(loaded.Faults);
        }

        var splits = loaded.Value;
        return DataWriter.Write(layout, folder, new ImageParts(splits.Labelled, splits.Test)
        {
            Unlabelled = splits.Train.HasLabels ? null : splits.Train,
        });
    }

    /// <summary>Loads the data that a recipe names, and divides it.</summary>
    /// <param name="recipe">A recipe; data settings that it lacks have their defaults.</param>
    /// <param name="budget">What the images may take of memory, in bytes; where they take more, they stay in their
    /// files and are mapped.</param>
    public static Result<ImageSplits> Load(Settings recipe, long budget)
    {
        var settings = DataSettings.Defaults.Overlay(recipe);
        var read = Read(settings);
        if (!read.IsValid)
        {
            return Result<ImageSplits>.Invalid(read.Faults);
        }

        var (limit, size) = (settings.Integer(DataSettings.Limit), settings.Integer(DataSettings.Size));
        var parts = read.Value.Each(images => First(Resized(images, size), limit));
        var unlabelled = settings.Text(DataSettings.Train) == DataSettings.Unlabelled;
        if (unlabelled && parts.Unlabelled is null)
        {
            return Fault(DataSettings.Train, "these files have no images without labels",
                "set data.train: labelled; stl10, npy and folder may have some");
        }

        var splits = ImageSplits.Of(parts.Train, parts.Test, settings.Number(DataSettings.Validation),
            (ulong)settings.Number(DataSettings.Seed));
        splits = unlabelled ? splits with { Train = parts.Unlabelled! } : splits;
        return splits is { Train.Count: > 0, Labelled.Count: > 0 }
            ? Residence.Settle(splits, budget)
            : Fault(DataSettings.Validation, "leaves no image to train on", "hold out less, or raise data.limit");
    }

    private static Result<ImageParts> Read(Settings settings)
    {
        var root = settings.Text(DataSettings.Root);
        switch (settings.Text(DataSettings.Name))
        {
            case Cifar10.Name:
                return Cifar10.Read(root);
            case Cifar100.Name:
                return Cifar100.Read(root, settings.Text(DataSettings.Labels));
            case Stl10.Name:
                return Stl10.Read(root);
            case (Mnist.Digits or Mnist.Fashion) and var name:
                return Mnist.Read(root, name);
            case NpyImages.Name:
                return NpyImages.Read(root);
            case Folders.Name:
                return Folders.Read(root, settings.Integer(DataSettings.Size));
            case Shapes.Name:
                return Result<ImageParts>.Valid(MadeShapes(settings));
            case var name:
                var known = string.Join(", ", All.Select(x => x.Name));
                return Result<ImageParts>.Invalid(
                    new Diagnostic(DataSettings.Name, $"no data set '{name}'", $"one of: {known}"));
        }
    }

    private static ImageParts MadeShapes(Settings settings)
    {
        // What the limit drops is not drawn: image i is the same however many are made.
        var limit = settings.Integer(DataSettings.Limit) is > 0 and var most ? most : int.MaxValue;
        var (train, test) = Shapes.Make((ulong)settings.Number(DataSettings.Seed),
            Math.Min(limit, settings.Integer(DataSettings.Images)), Math.Min(limit, Shapes.TestCount));
        return new ImageParts(train, test);
    }

    private static ImageSet Resized(ImageSet images, int size) =>
        size == 0 || (images.Height, images.Width) == (size, size)
            ? images
            : images.With(new ResizedPixels(images.Source, size));

    private static ImageSet First(ImageSet images, int limit) =>
        limit == 0 || limit >= images.Count ? images : images.Select([.. Enumerable.Range(0, limit)]);

    private static Result<ImageSplits> Fault(string field, string message, string hint) =>
        Result<ImageSplits>.Invalid(new Diagnostic(field, message, hint));
}
