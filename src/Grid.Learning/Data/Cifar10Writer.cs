using System.Collections.Immutable;
using System.Text;
using Grid.Core;

namespace Grid.Learning.Data;

/// <summary>Writes images in the layout that <see cref="Cifar10"/> reads.</summary>
public static class Cifar10Writer
{
    /// <summary>Writes all training images into the first training file, the test file and the class names.</summary>
    /// <param name="folder">Made where it is missing; must hold none of these files.</param>
    /// <param name="train">32 x 32 images of at most ten classes.</param>
    /// <param name="test">Likewise.</param>
    /// <returns>The paths written.</returns>
    public static Result<ImmutableArray<string>> Write(string folder, ImageSet train, ImageSet test)
    {
        var names = string.Concat(train.ClassNames.Select(name => name + "\n"));
        (string Path, Func<byte[]> Content)[] files =
        [
            (Path.Combine(folder, Cifar10.TrainFiles[0]), () => Encode(train)),
            (Path.Combine(folder, Cifar10.TestFile), () => Encode(test)),
            (Path.Combine(folder, Cifar10.NamesFile), () => Encoding.UTF8.GetBytes(names)),
        ];
        if (files.Where(file => File.Exists(file.Path)).Select(file => file.Path).FirstOrDefault() is { } taken)
        {
            return Fault($"'{taken}' exists already", "name another folder");
        }

        try
        {
            Directory.CreateDirectory(folder);
            foreach (var (path, content) in files)
            {
                WriteWhole(path, content());
            }

            return Result<ImmutableArray<string>>.Valid([.. files.Select(file => file.Path)]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            const string hint = "name a folder that can be written, on a disk with room";
            return Fault($"cannot write '{folder}': {error.Message}", hint);
        }
    }

    /// <summary>The bytes of a file of this layout.</summary>
    /// <param name="images">32 x 32 images with labels in 0 .. 9.</param>
    public static byte[] Encode(ImageSet images)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(images.ImageBytes, Cifar10.RecordBytes - 1, nameof(images));
        var bytes = new byte[images.Count * Cifar10.RecordBytes];
        for (var row = 0; row < images.Count; row++)
        {
            var record = bytes.AsSpan(row * Cifar10.RecordBytes, Cifar10.RecordBytes);
            var image = images.Image(row);
            record[0] = (byte)images.Labels.Span[row];
            for (var at = 0; at < image.Length; at++)
            {
                record[1 + (at % ImageSet.Channels * Cifar10.PlaneBytes) + (at / ImageSet.Channels)] = image[at];
            }
        }

        return bytes;
    }

    /// <summary>A crash or a full disk leaves no file of that name, rather than part of one.</summary>
    private static void WriteWhole(string path, byte[] content)
    {
        var partial = path + ".partial";
        try
        {
            File.WriteAllBytes(partial, content);
            File.Move(partial, path);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static Result<ImmutableArray<string>> Fault(string message, string hint) =>
        Result<ImmutableArray<string>>.Invalid(new Diagnostic("out", message, hint));
}
