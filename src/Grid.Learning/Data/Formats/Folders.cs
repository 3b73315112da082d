using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// PNG and JPEG files in folders: train/CLASS/ANY.png and test/CLASS/ANY.png, and unlabelled/ANY.png for images
/// without labels. Images are ordered by class, then by name.
/// </summary>
public static class Folders
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "folder";

    /// <summary>Folders of classes to train on.</summary>
    public const string Train = "train";

    /// <summary>Folders of classes to test on.</summary>
    public const string Test = "test";

    /// <summary>Images to train on without labels.</summary>
    public const string Unlabelled = "unlabelled";

    private const string Hint = $"put images into {Train}/CLASS/ and {Test}/CLASS/, as .png, .jpg or .jpeg";

    private static readonly ImmutableArray<string> Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>Finds every file and looks at its size; tells every fault of each.</summary>
    /// <param name="root">The folder of the two folders.</param>
    /// <param name="size">Side of the square that every image becomes; 0 where all have one size already.</param>
    public static Result<ImageParts> Read(string root, int size)
    {
        var files = new DataFiles(root, Hint);
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var classes = Classes(files, Train);
        var train = Labelled(files, Train, classes);
        var test = Labelled(files, Test, classes);
        foreach (var stranger in Classes(files, Test).Except(classes))
        {
            files.Fault($"'{files.PathOf(Test)}' has the class '{stranger}', '{files.PathOf(Train)}' has not", Hint);
        }

        string[] rest = Directory.Exists(files.PathOf(Unlabelled)) ? Images(files.PathOf(Unlabelled)) : [];
        var (height, width) = SizeOf(files, [.. train.Concat(test).Select(x => x.Path), .. rest], size);
        ImageSet Part((string Path, int Label)[] images) => new(Name,
            new FilePixels([.. images.Select(x => x.Path)], height, width), [.. images.Select(x => x.Label)], classes);
        return files.Told(() => new ImageParts(Part(train), Part(test))
        {
            Unlabelled = rest.Length == 0
                ? null : new ImageSet(Name, new FilePixels(rest, height, width), null, classes),
        });
    }

    private static ImmutableArray<string> Classes(DataFiles files, string part)
    {
        var folder = files.PathOf(part);
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var names = Directory.GetDirectories(folder).Select(path => Path.GetFileName(path)!);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static (string Path, int Label)[] Labelled(DataFiles files, string part, ImmutableArray<string> classes)
    {
        (string Path, int Label)[] found = [.. classes.SelectMany((name, label) =>
            Images(Path.Combine(files.PathOf(part), name)).Select(path => (path, label)))];
        if (found.Length == 0)
        {
            files.Fault($"'{files.PathOf(part)}' has no folders with images", Hint);
        }

        return found;
    }

    private static string[] Images(string folder) => Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder)
            .Where(path => Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The one size of all images; zero after a fault.</summary>
    private static (int Height, int Width) SizeOf(DataFiles files, string[] paths, int size)
    {
        if (size > 0 || paths.Length == 0)
        {
            return (size, size);
        }

        try
        {
            var first = FilePixels.SizeOf(paths[0]);
            foreach (var path in paths)
            {
                var other = FilePixels.SizeOf(path);
                if (other != first)
                {
                    files.Fault($"'{path}' has {other.Height} x {other.Width} pixels, '{paths[0]}' has {first.Height} "
                        + $"x {first.Width}", $"set {DataSettings.Size}: every image becomes a square of that side");
                    break;
                }
            }

            return first;
        }
        catch (InvalidDataException fault)
        {
            files.Fault(fault.Message, "bring a good copy, or take the file out");
            return (0, 0);
        }
    }
}
