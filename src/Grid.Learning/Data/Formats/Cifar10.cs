using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// CIFAR-10 in the authors' binary layout: files of 3,073-byte records, a label in 0 .. 9, then the red, green and
/// blue planes of a 32 x 32 image.
/// </summary>
/// <remarks>Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html.</remarks>
public static class Cifar10
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "cifar10";

    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>The test images.</summary>
    public const string TestFile = "test_batch.bin";

    /// <summary>The class names, one a line.</summary>
    public const string NamesFile = "batches.meta.txt";

    private const string DownloadHint = "unpack the binary version (cifar-10-binary.tar.gz) and set data.root to its "
        + "folder, or run grid data fetch cifar10; data.name: shapes needs no files";

    private static readonly ImmutableArray<string> Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The training files, in order; a folder may hold only some of them.</summary>
    public static ImmutableArray<string> TrainFiles { get; } =
        [.. Enumerable.Range(1, 5).Select(number => $"data_batch_{number}.bin")];

    /// <summary>A record of a file.</summary>
    internal static RecordLayout Layout { get; } = new(Side, Side, PixelOrder.Planes, LabelBytes: 1);

    /// <summary>Reads the training files that are there, and the test file; tells every fault of every file.</summary>
    /// <param name="root">The folder that holds them.</param>
    public static Result<ImageParts> Read(string root)
    {
        var files = new DataFiles(root, DownloadHint);
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var names = files.Names(NamesFile, Classes);
        string[] present = [.. TrainFiles.Where(files.Has)];
        if (present.Length == 0)
        {
            files.Fault($"'{root}' has no {TrainFiles[0]}", MissingHint(files));
        }

        var records = new LabelledRecords(Layout, 0, "CIFAR-10");
        var train = present.Length > 0 ? records.Read(Name, files, present, names) : null;
        var test = records.Read(Name, files, [TestFile], names);
        return files.Told(() => new ImageParts(train!, test!));
    }

    private static string MissingHint(DataFiles files)
    {
        var inner = files.PathOf("cifar-10-batches-bin");
        if (Directory.Exists(inner))
        {
            return $"set data.root to {inner}";
        }

        return files.Has(Path.GetFileNameWithoutExtension(TrainFiles[0]))
            ? "this is the Python version of the data set; " + DownloadHint
            : DownloadHint;
    }
}
