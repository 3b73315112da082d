using System.Buffers.Binary;
using System.Collections.Immutable;
using Grid.Core;
using Grid.Learning.Data.Sources;
using Grid.Learning.Pictures;

namespace Grid.Learning.Data.Formats;

/// <summary>Writes data sets in the layouts that their readers take, image by image.</summary>
public static class DataWriter
{
    /// <summary>The layouts, each by the name of the data set that it is read as.</summary>
    public static ImmutableArray<string> Layouts { get; } =
        [Cifar10.Name, Mnist.Digits, NpyImages.Name, Folders.Name, Stl10.Name];

    /// <summary>Writes a data set.</summary>
    /// <param name="layout">One of <see cref="Layouts"/>.</param>
    /// <param name="folder">Made where it is missing; must hold none of the files.</param>
    /// <param name="parts">What to write.</param>
    /// <returns>The paths written.</returns>
    public static Result<ImmutableArray<string>> Write(string layout, string folder, ImageParts parts)
    {
        if (FaultOf(layout, parts) is { } fault)
        {
            return Result<ImmutableArray<string>>.Invalid(fault);
        }

        var files = FilesOf(layout, parts).ToArray();
        string[] paths = [.. files.Select(file => Path.Combine(folder, file.Name))];
        if (Array.Find(paths, File.Exists) is { } taken)
        {
            return Refused($"'{taken}' exists already", "name another folder");
        }

        try
        {
            foreach (var (file, path) in files.Zip(paths))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                WholeFile.Write(path, file.Write);
            }

            return Result<ImmutableArray<string>>.Valid([.. paths]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            const string hint = "name a folder that can be written, on a disk with room";
            return Refused($"cannot write '{folder}': {error.Message}", hint);
        }
    }

    /// <summary>What the layout cannot hold.</summary>
    private static Diagnostic? FaultOf(string layout, ImageParts parts)
    {
        if (!Layouts.Contains(layout))
        {
            return new Diagnostic("format", $"no layout '{layout}'", $"one of: {string.Join(", ", Layouts)}");
        }

        var (side, classes) = layout switch
        {
            Cifar10.Name => (Cifar10.Side, 10),
            Stl10.Name => (Stl10.Side, 10),
            Mnist.Digits => (0, 256),
            _ => (0, int.MaxValue),
        };
        var (height, width, found) = (parts.Train.Height, parts.Train.Width, parts.Train.ClassNames.Length);
        if (side > 0 && (height, width) != (side, side))
        {
            return new Diagnostic("format", $"{layout} files hold {side} x {side} images, these are {height} x {width}",
                $"set {DataSettings.Size} to {side}, or write {NpyImages.Name}");
        }

        return found > classes
            ? new Diagnostic("format", $"{layout} files hold {classes} classes, these are {found}",
                $"write {NpyImages.Name}")
            : null;
    }

    private static IEnumerable<OutputFile> FilesOf(string layout, ImageParts parts) => layout switch
    {
        Cifar10.Name => Cifar10Files(parts),
        Stl10.Name => Stl10Files(parts),
        Mnist.Digits => MnistFiles(parts),
        NpyImages.Name => NpyFiles(parts),
        _ => PictureFiles(parts),
    };

    private static IEnumerable<OutputFile> Cifar10Files(ImageParts parts) =>
    [
        new(Cifar10.TrainFiles[0], target => RecordWriter.Write(target, parts.Train, Cifar10.Layout)),
        new(Cifar10.TestFile, target => RecordWriter.Write(target, parts.Test, Cifar10.Layout)),
        OutputFile.Lines(Cifar10.NamesFile, parts.Train.ClassNames),
    ];

    private static IEnumerable<OutputFile> Stl10Files(ImageParts parts)
    {
        foreach (var (name, images) in new[] { ("train", parts.Train), ("test", parts.Test) })
        {
            yield return new($"{name}_X.bin", target => RecordWriter.Write(target, images, Stl10.Layout));
            yield return new($"{name}_y.bin", target => target.Write(LabelBytes(images, first: 1)));
        }

        if (parts.Unlabelled is { } rest)
        {
            yield return new(Stl10.UnlabelledFile, target => RecordWriter.Write(target, rest, Stl10.Layout));
        }

        yield return OutputFile.Lines("class_names.txt", parts.Train.ClassNames);
    }

    private static IEnumerable<OutputFile> MnistFiles(ImageParts parts)
    {
        foreach (var (at, images) in new[] { (0, parts.Train), (2, parts.Test) })
        {
            var layout = new RecordLayout(images.Height, images.Width, PixelOrder.Greys);
            yield return new(Mnist.Files[at], target =>
            {
                target.Write(BigEndian(Mnist.ImagesMagic, images.Count, images.Height, images.Width));
                RecordWriter.Write(target, images, layout);
            });
            yield return new(Mnist.Files[at + 1], target =>
            {
                target.Write(BigEndian(Mnist.LabelsMagic, images.Count));
                target.Write(LabelBytes(images, first: 0));
            });
        }

        yield return OutputFile.Lines("classes.txt", parts.Train.ClassNames);
    }

    private static IEnumerable<OutputFile> NpyFiles(ImageParts parts)
    {
        yield return NpyPixels(NpyImages.TrainImages, parts.Train);
        yield return NpyLabels(NpyImages.TrainLabels, parts.Train);
        yield return NpyPixels(NpyImages.TestImages, parts.Test);
        yield return NpyLabels(NpyImages.TestLabels, parts.Test);
        if (parts.Unlabelled is { } rest)
        {
            yield return NpyPixels(NpyImages.UnlabelledImages, rest);
        }

        yield return OutputFile.Lines(NpyImages.NamesFile, parts.Train.ClassNames);
    }

    private static OutputFile NpyPixels(string name, ImageSet images) => new(name, target =>
    {
        target.Write(NpyHeader.Encode("|u1", images.Count, images.Height, images.Width, ImageSet.Channels));
        RecordWriter.Write(target, images, new RecordLayout(images.Height, images.Width, PixelOrder.Triples));
    });

    private static OutputFile NpyLabels(string name, ImageSet images) => new(name, target =>
    {
        target.Write(NpyHeader.Encode("<i8", images.Count));
        Span<byte> item = stackalloc byte[sizeof(long)];
        foreach (var label in images.Labels.Span)
        {
            BinaryPrimitives.WriteInt64LittleEndian(item, label);
            target.Write(item);
        }
    });

    private static IEnumerable<OutputFile> PictureFiles(ImageParts parts)
    {
        var labelled = new[] { (Folders.Train, parts.Train), (Folders.Test, parts.Test) };
        foreach (var (part, images) in labelled)
        {
            for (var row = 0; row < images.Count; row++)
            {
                var index = row;
                var folder = Path.Combine(part, images.ClassNames[images.Labels.Span[row]]);
                yield return new(Path.Combine(folder, $"{row:d7}.png"), target => WritePng(target, images, index));
            }
        }

        for (var row = 0; row < (parts.Unlabelled?.Count ?? 0); row++)
        {
            var index = row;
            yield return new(Path.Combine(Folders.Unlabelled, $"{row:d7}.png"),
                target => WritePng(target, parts.Unlabelled!, index));
        }
    }

    private static void WritePng(Stream target, ImageSet images, int index)
    {
        var picture = new Picture(images.Height, images.Width);
        picture.Put(images.Image(index), images.Width, 0, 0, 1);
        target.Write(picture.ToPng());
    }

    private static byte[] LabelBytes(ImageSet images, int first) =>
        [.. images.Labels.ToArray().Select(label => (byte)(label + first))];

    private static byte[] BigEndian(uint magic, params int[] sizes)
    {
        var bytes = new byte[4 * (1 + sizes.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var at = 0; at < sizes.Length; at++)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * (at + 1)), sizes[at]);
        }

        return bytes;
    }

    private static Result<ImmutableArray<string>> Refused(string message, string hint) =>
        Result<ImmutableArray<string>>.Invalid(new Diagnostic("out", message, hint));
}
