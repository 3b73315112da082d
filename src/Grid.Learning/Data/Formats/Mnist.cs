using System.Buffers.Binary;
using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// The MNIST family: files of the IDX format, plain or gzip. Images are greys of one size, which become equal red,
/// green and blue; labels are bytes.
/// </summary>
/// <remarks>LeCun, Cortes, Burges 1998; Xiao, Rasul, Vollgraf 2017, https://arxiv.org/abs/1708.07747.</remarks>
public static class Mnist
{
    /// <summary>The word in recipes for the digits.</summary>
    public const string Digits = "mnist";

    /// <summary>The word in recipes for the clothes.</summary>
    public const string Fashion = "fashion-mnist";

    /// <summary>The four files: images and labels to train on, images and labels to test on.</summary>
    public static ImmutableArray<string> Files { get; } =
    [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ];

    /// <summary>The first bytes of a file of images, big-endian: bytes in three dimensions.</summary>
    internal const uint ImagesMagic = 0x803;

    /// <summary>The first bytes of a file of labels: bytes in one dimension.</summary>
    internal const uint LabelsMagic = 0x801;

    private const int ImagesHeader = 16;
    private const int LabelsHeader = 8;
    private const string Damaged = "the file is cut off or no IDX file; fetch it again";

    private static readonly ImmutableArray<string> Clothes =
        ["t-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    private static readonly ImmutableArray<string> Numerals = [.. "0123456789".Select(digit => digit.ToString())];

    /// <summary>Reads the four files, with or without .gz; tells every fault of each.</summary>
    /// <param name="root">The folder that holds them.</param>
    /// <param name="name">The set's word in recipes.</param>
    public static Result<ImageParts> Read(string root, string name)
    {
        var files = new DataFiles(root, $"put the four IDX files there, or run grid data fetch {name}");
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var names = files.Names("classes.txt", name == Fashion ? Clothes : Numerals, anyNumber: true);
        var train = Part(files, name, Files[0], Files[1], names);
        var test = Part(files, name, Files[2], Files[3], names);
        if (train is not null && test is not null && (train.Height, train.Width) != (test.Height, test.Width))
        {
            files.Fault($"training images are {train.Height} x {train.Width}, test images {test.Height} x {test.Width}",
                "bring the files of one data set");
        }

        return files.Told(() => new ImageParts(train!, test!));
    }

    private static ImageSet? Part(
        DataFiles files, string name, string imagesFile, string labelsFile, ImmutableArray<string> classes)
    {
        var images = Images(files, imagesFile);
        var labels = Labels(files, labelsFile, classes.Length);
        if (images is null || labels is null)
        {
            return null;
        }

        if (images.Count == labels.Length)
        {
            return new ImageSet(name, images, labels, classes);
        }

        files.Fault($"{labelsFile} has {labels.Length} labels for the {images.Count} images of {imagesFile}",
            "bring the files of one data set");
        return null;
    }

    private static RecordPixels? Images(DataFiles files, string fileName)
    {
        if (Open(files, fileName, ImagesMagic, ImagesHeader) is not { } file)
        {
            return null;
        }

        var header = file.Slice(0, ImagesHeader);
        var (count, height, width) = (Size(header, 1), Size(header, 2), Size(header, 3));
        if (height is < 1 or > 4096 || width is < 1 or > 4096 || count is < 1 or > int.MaxValue
            || file.Length != ImagesHeader + (count * height * width))
        {
            files.Fault($"{file.Path} has {file.Length} bytes, its header speaks of {count} images of {height} x "
                + $"{width}", Damaged);
            return null;
        }

        return new RecordPixels(
            file, new RecordLayout((int)height, (int)width, PixelOrder.Greys, ImagesHeader), (int)count);
    }

    private static int[]? Labels(DataFiles files, string fileName, int classes)
    {
        if (Open(files, fileName, LabelsMagic, LabelsHeader) is not { } file)
        {
            return null;
        }

        var count = Size(file.Slice(0, LabelsHeader), 1);
        if (file.Length != LabelsHeader + count)
        {
            files.Fault($"{file.Path} has {file.Length} bytes, its header speaks of {count} labels", Damaged);
            return null;
        }

        int[] labels = [.. file.Slice(LabelsHeader, (int)count).Select(label => (int)label)];
        if (Array.FindIndex(labels, label => label >= classes) is >= 0 and var bad)
        {
            files.Fault($"{file.Path}: image {bad} has label {labels[bad]}, labels are 0 to {classes - 1}",
                "name every class in classes.txt, one a line, or fetch the file again");
            return null;
        }

        return labels;
    }

    private static FileBytes? Open(DataFiles files, string name, uint magic, int headerBytes)
    {
        if (files.Open(name, name + ".gz") is not { } file)
        {
            return null;
        }

        var found = file.Length < headerBytes ? 0 : BinaryPrimitives.ReadUInt32BigEndian(file.Slice(0, 4));
        if (found == magic)
        {
            return file;
        }

        files.Fault(file.Length < headerBytes
            ? $"{file.Path} has {file.Length} bytes, fewer than its header"
            : $"{file.Path} begins with 0x{found:x8} instead of 0x{magic:x8}", Damaged);
        return null;
    }

    private static long Size(ReadOnlySpan<byte> header, int dimension) =>
        BinaryPrimitives.ReadUInt32BigEndian(header[(4 * dimension)..]);
}
