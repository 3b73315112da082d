using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using Grid.Core;
using Grid.Learning.Data.Sources;

namespace Grid.Learning.Data.Formats;

/// <summary>
/// NumPy arrays: images [N, H, W, 3], [N, H, W, 1] or [N, H, W], uint8, or float32 in 0 .. 1; labels [N], whole
/// numbers from 0. Read by memory mapping, so they may be larger than memory.
/// </summary>
public static class NpyImages
{
    /// <summary>The word in recipes.</summary>
    public const string Name = "npy";

    /// <summary>Images to train on.</summary>
    public const string TrainImages = "train_images.npy";

    /// <summary>Their labels.</summary>
    public const string TrainLabels = "train_labels.npy";

    /// <summary>Images to test on.</summary>
    public const string TestImages = "test_images.npy";

    /// <summary>Their labels.</summary>
    public const string TestLabels = "test_labels.npy";

    /// <summary>More images to train on, without labels.</summary>
    public const string UnlabelledImages = "unlabelled_images.npy";

    /// <summary>The class names, one a line.</summary>
    public const string NamesFile = "classes.txt";

    private const string Hint = $"a folder needs {TrainImages}, {TrainLabels}, {TestImages} and {TestLabels}; images "
        + $"without labels are {UnlabelledImages}";

    private const string Resave = "save it again with numpy.save: uint8 [N, H, W, 3], or float32 in 0 .. 1";

    /// <summary>Reads the arrays of a folder; tells every fault of each.</summary>
    /// <param name="root">The folder that holds them.</param>
    public static Result<ImageParts> Read(string root)
    {
        var files = new DataFiles(root, Hint);
        if (!files.HasRoot())
        {
            return files.Told(() => default);
        }

        var (train, trainLabels) = (Images(files, TrainImages), Labels(files, TrainLabels));
        var (test, testLabels) = (Images(files, TestImages), Labels(files, TestLabels));
        var rest = files.Has(UnlabelledImages) ? Images(files, UnlabelledImages) : null;
        CheckCount(files, train, trainLabels, TrainLabels);
        CheckCount(files, test, testLabels, TestLabels);
        CheckSizes(files, train, test, TestImages);
        CheckSizes(files, train, rest, UnlabelledImages);
        var classes = Classes(files, trainLabels ?? []);
        CheckLabels(files, testLabels ?? [], classes.Length, TestLabels);
        CheckLabels(files, trainLabels ?? [], classes.Length, TrainLabels);
        return files.Told(() => new ImageParts(
            new ImageSet(Name, train!, trainLabels, classes), new ImageSet(Name, test!, testLabels, classes))
        {
            Unlabelled = rest is null ? null : new ImageSet(Name, rest, null, classes),
        });
    }

    /// <summary>The images of one array; null after a fault.</summary>
    private static IPixelSource? Images(DataFiles files, string fileName)
    {
        if (Open(files, fileName, "|u1", "<f4") is not var (file, header))
        {
            return null;
        }

        var (height, width) = header.Shape.Length is 3 or 4 ? (header.Shape[1], header.Shape[2]) : (0, 0);
        var colours = header.Shape.Length == 4 ? header.Shape[3] : 1;
        if (height is < 1 or > 4096 || width is < 1 or > 4096 || colours is not (1 or ImageSet.Channels)
            || header.Shape[0] > int.MaxValue)
        {
            files.Fault($"{file.Path} has the shape ({string.Join(", ", header.Shape)}), which are no images", Resave);
            return null;
        }

        var layout = new RecordLayout((int)height, (int)width,
            colours == 1 ? PixelOrder.Greys : PixelOrder.Triples, header.Bytes);
        var count = (int)header.Shape[0];
        return header.Type == "|u1" ? new RecordPixels(file, layout, count) : new FloatPixels(file, layout, count);
    }

    private static int[]? Labels(DataFiles files, string fileName)
    {
        if (!files.Has(fileName))
        {
            files.Fault($"labels are missing: no '{files.PathOf(fileName)}'", Hint);
            return null;
        }

        if (Open(files, fileName, "|u1", "<i4", "<i8") is not var (file, header))
        {
            return null;
        }

        if (header.Shape.Length != 1)
        {
            files.Fault($"{file.Path} has {header.Shape.Length} dimensions", "save labels as int64 [N]");
            return null;
        }

        var size = header.Type[2] - '0';
        var bytes = file.Slice(header.Bytes, (int)header.Count * size);
        var labels = new int[header.Count];
        for (var row = 0; row < labels.Length; row++)
        {
            var label = size switch
            {
                1 => bytes[row],
                4 => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(4 * row)),
                _ => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 * row)),
            };
            if (label is < 0 or > ushort.MaxValue)
            {
                files.Fault($"{file.Path}: image {row} has label {label}", "labels are whole numbers from 0");
                return null;
            }

            labels[row] = (int)label;
        }

        return labels;
    }

    private static (FileBytes File, NpyHeader Header)? Open(
        DataFiles files, string fileName, params ReadOnlySpan<string> types)
    {
        if (files.Open(fileName) is not { } file)
        {
            return null;
        }

        try
        {
            var header = NpyHeader.Parse(file.Slice(0, (int)Math.Min(file.Length, NpyHeader.MaxBytes)));
            if (!types.Contains(header.Type))
            {
                files.Fault($"{file.Path} holds items of the type {header.Type}, known here: "
                    + string.Join(", ", types.ToArray()), Resave);
                return null;
            }

            var expected = checked((header.Count * (header.Type[^1] - '0')) + header.Bytes);
            if (file.Length == expected)
            {
                return (file, header);
            }

            files.Fault($"{file.Path} has {file.Length} bytes instead of {expected}: it is cut off or damaged", Resave);
        }
        catch (Exception fault) when (fault is InvalidDataException or OverflowException)
        {
            files.Fault($"{file.Path} {fault.Message}", Resave);
        }

        return null;
    }

    private static ImmutableArray<string> Classes(DataFiles files, int[] labels)
    {
        var count = labels.Length == 0 ? 1 : labels.Max() + 1;
        var numbers = Enumerable.Range(0, count).Select(x => x.ToString(CultureInfo.InvariantCulture));
        return files.Names(NamesFile, [.. numbers], anyNumber: true);
    }

    private static void CheckCount(DataFiles files, IPixelSource? images, int[]? labels, string fileName)
    {
        if (images is not null && labels is not null && images.Count != labels.Length)
        {
            files.Fault($"{fileName} has {labels.Length} labels for {images.Count} images", "one label for each image");
        }
    }

    private static void CheckSizes(DataFiles files, IPixelSource? train, IPixelSource? other, string fileName)
    {
        if (train is not null && other is not null && (train.Height, train.Width) != (other.Height, other.Width))
        {
            files.Fault($"{fileName} has images of {other.Height} x {other.Width}, {TrainImages} of {train.Height} x "
                + $"{train.Width}", "all images of a data set have one size");
        }
    }

    private static void CheckLabels(DataFiles files, int[] labels, int classes, string fileName)
    {
        if (Array.FindIndex(labels, label => label >= classes) is >= 0 and var bad)
        {
            files.Fault($"{fileName}: image {bad} has label {labels[bad]}, labels are 0 to {classes - 1}",
                $"name every class in {NamesFile}, one a line");
        }
    }
}
