using System.Globalization;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// CIFAR-100 in the authors' binary layout: 3,074-byte records, a coarse label in 0 .. 19, a fine one in 0 .. 99, then
/// the red, green and blue planes of a 32 x 32 image.
/// </summary>
/// <remarks>Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html.</remarks>
public static class Cifar100
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "cifar100";

    /// <summary>The training images.</summary>
    public const string TrainFile = "train.bin";

    /// <summary>The test images.</summary>
    public const string TestFile = "test.bin";

    private const string Hint = "unpack the binary version (cifar-100-binary.tar.gz) and set data.root to its folder, "
        + "or run grid data fetch cifar100";

    /// <summary>A record of a file.</summary>
    internal static RecordLayout Layout { get; } = new(Cifar10.Side, Cifar10.Side, PixelOrder.Planes, LabelBytes: 2);

    /// <summary>Reads both files; tells every fault of each.</summary>
    /// <param name="root">The folder that holds them.</param>
    /// <param name="labels">"fine": 100 classes; "coarse": the 20 groups of them.</param>
    public static Result<ImageParts> Read(string root, string labels)
    {
        var files = new DataFiles(root, Hint);
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var (at, count) = labels == "coarse" ? (0, 20) : (1, 100);
        var usual = Enumerable.Range(0, count).Select(x => x.ToString(CultureInfo.InvariantCulture));
        var names = files.Names($"{labels}_label_names.txt", [.. usual]);
        var records = new LabelledRecords(Layout, at, "CIFAR-100");
        var train = records.Read(Name, files, [TrainFile], names);
        var test = records.Read(Name, files, [TestFile], names);
        return files.Told(() => new ImageParts(train!, test!));
    }
}
