using System.Collections.Immutable;
using System.Text;
using Grid.Core;

namespace Grid.Learning.Data;

/// <summary>
/// CIFAR-10 in the authors' binary layout: files of 3,073-byte records, a label in 0 .. 9, then the red, green and
/// blue planes of a 32 x 32 image.
/// </summary>
/// <remarks>Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html.</remarks>
public static class Cifar10
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>The test images.</summary>
    public const string TestFile = "test_batch.bin";

    /// <summary>The class names, one a line.</summary>
    public const string NamesFile = "batches.meta.txt";

    internal const int PlaneBytes = Side * Side;
    internal const int RecordBytes = 1 + (ImageSet.Channels * PlaneBytes);
    private const string DownloadHint = "unpack the binary version (cifar-10-binary.tar.gz) and set data.root to its "
        + "folder; data.name: shapes needs no files";

    private static readonly ImmutableArray<string> Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The training files, in order; a folder may hold only some of them.</summary>
    public static ImmutableArray<string> TrainFiles { get; } =
        [.. Enumerable.Range(1, 5).Select(number => $"data_batch_{number}.bin")];

    /// <summary>Reads the training files that are there, and the test file; tells every fault of every file.</summary>
    /// <param name="root">The folder that holds them.</param>
    public static Result<(ImageSet Train, ImageSet Test)> Read(string root)
    {
        if (!Directory.Exists(root))
        {
            return Fault($"no folder '{root}'", DownloadHint);
        }

        var faults = new List<Diagnostic>();
        var names = ReadNames(root, faults);
        string[] present = [.. TrainFiles.Where(file => File.Exists(Path.Combine(root, file)))];
        if (present.Length == 0)
        {
            faults.Add(new Diagnostic("data.root", $"'{root}' has no {TrainFiles[0]}", MissingHint(root)));
        }

        var train = ReadFiles(root, present, names, faults);
        var test = ReadFiles(root, [TestFile], names, faults);
        return faults.Count > 0
            ? Result<(ImageSet Train, ImageSet Test)>.Invalid([.. faults])
            : Result<(ImageSet Train, ImageSet Test)>.Valid((train!, test!));
    }

    private static Result<(ImageSet Train, ImageSet Test)> Fault(string message, string hint) =>
        Result<(ImageSet Train, ImageSet Test)>.Invalid(new Diagnostic("data.root", message, hint));

    private static string MissingHint(string root)
    {
        const string inner = "cifar-10-batches-bin";
        if (Directory.Exists(Path.Combine(root, inner)))
        {
            return $"set data.root to {Path.Combine(root, inner)}";
        }

        return File.Exists(Path.Combine(root, Path.GetFileNameWithoutExtension(TrainFiles[0])))
            ? "this is the Python version of the data set; " + DownloadHint
            : DownloadHint;
    }

    private static ImmutableArray<string> ReadNames(string root, List<Diagnostic> faults)
    {
        var path = Path.Combine(root, NamesFile);
        if (!File.Exists(path) || Load(path, faults) is not { } bytes)
        {
            return Classes;
        }

        ImmutableArray<string> names = [.. Encoding.UTF8.GetString(bytes)
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        if (names.Length != Classes.Length)
        {
            faults.Add(new Diagnostic("data.root", $"{path} names {names.Length} classes instead of {Classes.Length}",
                "one class name a line; without the file the usual names are used"));
            return Classes;
        }

        return names;
    }

    private static ImageSet? ReadFiles(
        string root, string[] files, ImmutableArray<string> names, List<Diagnostic> faults)
    {
        var before = faults.Count;
        byte[][] contents = [.. files.Select(file => Checked(Path.Combine(root, file), faults)).OfType<byte[]>()];
        return faults.Count > before ? null : Decode(contents, names);
    }

    private static byte[]? Checked(string path, List<Diagnostic> faults)
    {
        if (Load(path, faults) is not { } bytes)
        {
            return null;
        }

        if (bytes.Length == 0 || bytes.Length % RecordBytes != 0)
        {
            faults.Add(new Diagnostic("data.root", $"{path} has {bytes.Length} bytes, which is no whole number of "
                + $"{RecordBytes}-byte images", "the file is cut off or no CIFAR-10 binary file; unpack it again"));
            return null;
        }

        for (var at = 0; at < bytes.Length; at += RecordBytes)
        {
            if (bytes[at] >= Classes.Length)
            {
                faults.Add(new Diagnostic("data.root", $"{path}: image {at / RecordBytes} has label {bytes[at]}, "
                    + "labels are 0 to 9", "the file is damaged or no CIFAR-10 binary file; unpack it again"));
                return null;
            }
        }

        return bytes;
    }

    private static byte[]? Load(string path, List<Diagnostic> faults)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            var fault = error is FileNotFoundException
                ? $"'{path}' is missing"
                : $"'{path}' cannot be read: {error.Message}";
            faults.Add(new Diagnostic("data.root", fault, DownloadHint));
            return null;
        }
    }

    private static ImageSet Decode(byte[][] files, ImmutableArray<string> names)
    {
        var count = files.Sum(file => file.Length / RecordBytes);
        var pixels = GC.AllocateUninitializedArray<byte>(count * ImageSet.Channels * PlaneBytes);
        var labels = new int[count];
        var row = 0;
        foreach (var file in files)
        {
            for (var at = 0; at < file.Length; at += RecordBytes, row++)
            {
                labels[row] = file[at];
                const int imageBytes = RecordBytes - 1;
                Interleave(file.AsSpan(at + 1, imageBytes), pixels.AsSpan(row * imageBytes, imageBytes));
            }
        }

        return new ImageSet("cifar10", Side, Side, pixels, labels, names);
    }

    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> triples)
    {
        var red = planes[..PlaneBytes];
        var green = planes.Slice(PlaneBytes, PlaneBytes);
        var blue = planes[(2 * PlaneBytes)..];
        for (int pixel = 0, at = 0; pixel < PlaneBytes; pixel++, at += ImageSet.Channels)
        {
            triples[at] = red[pixel];
            triples[at + 1] = green[pixel];
            triples[at + 2] = blue[pixel];
        }
    }
}
