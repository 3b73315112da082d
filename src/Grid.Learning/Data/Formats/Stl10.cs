using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// STL-10 in the authors' binary layout: files of 96 x 96 images, each its red, green and blue plane column by column,
/// and files of labels in 1 .. 10. Most training images come without labels.
/// </summary>
/// <remarks>Coates, Ng, Lee 2011, https://cs.stanford.edu/~acoates/stl10/.</remarks>
public static class Stl10
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "stl10";

    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 96;

    /// <summary>The training images without labels.</summary>
    public const string UnlabelledFile = "unlabeled_X.bin";

    private const string Hint = "unpack stl10_binary.tar.gz and set data.root to its folder, or run grid data fetch "
        + "stl10";

    private static readonly ImmutableArray<string> Classes =
        ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"];

    /// <summary>An image of a file.</summary>
    internal static RecordLayout Layout { get; } = new(Side, Side, PixelOrder.ColumnPlanes);

    /// <summary>Reads the training and the test images and, where they are there, those without labels; tells every
    /// fault of every file.</summary>
    /// <param name="root">The folder that holds them.</param>
    public static Result<ImageParts> Read(string root)
    {
        var files = new DataFiles(root, Hint);
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var names = files.Names("class_names.txt", Classes);
        var train = Labelled(files, "train", names);
        var test = Labelled(files, "test", names);
        var rest = files.Has(UnlabelledFile) ? Images(files, UnlabelledFile) : null;
        return files.Told(() => new ImageParts(train!, test!)
        {
            Unlabelled = rest is null ? null : new ImageSet(Name, rest, null, names),
        });
    }

    private static ImageSet? Labelled(DataFiles files, string part, ImmutableArray<string> names)
    {
        var images = Images(files, $"{part}_X.bin");
        if (files.Open($"{part}_y.bin") is not { } file || images is null)
        {
            return null;
        }

        int[] labels = [.. file.Slice(0, (int)Math.Min(file.Length, int.MaxValue)).Select(label => label - 1)];
        if (labels.Length != images.Count)
        {
            files.Fault($"{file.Path} has {labels.Length} labels for {images.Count} images",
                "one of the two files is cut off; unpack them again");
        }
        else if (Array.FindIndex(labels, label => (uint)label >= (uint)names.Length) is >= 0 and var bad)
        {
            files.Fault($"{file.Path}: image {bad} has label {labels[bad] + 1}, labels are 1 to {names.Length}",
                "the file is damaged or no STL-10 file; unpack it again");
        }
        else
        {
            return new ImageSet(Name, images, labels, names);
        }

        return null;
    }

    private static RecordPixels? Images(DataFiles files, string fileName)
    {
        if (files.Open(fileName) is not { } file)
        {
            return null;
        }

        if (file.Length > 0 && file.Length % Layout.RecordBytes == 0)
        {
            return new RecordPixels(file, Layout, (int)(file.Length / Layout.RecordBytes));
        }

        files.Fault($"{file.Path} has {file.Length} bytes, which is no whole number of {Layout.RecordBytes}-byte "
            + "images", "the file is cut off or no STL-10 file; unpack it again");
        return null;
    }
}
