using System.Formats.Tar;
using System.IO.Compression;
using Grid.Core;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Data.Fetching;

/// <summary>Unpacks archives of data sets.</summary>
public static class Unpacker
{
    /// <summary>True for a .tar.gz or .tgz file.</summary>
    public static bool Knows(string path) => path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
        || path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Unpacks the files of a .tar.gz archive; links and the like are left out.</summary>
    /// <param name="archive">Its path.</param>
    /// <param name="folder">Where its files go; those of the same name are replaced.</param>
    /// <returns>How many files, or the fault: a damaged archive, or one with a path that leads out of the
    /// folder.</returns>
    public static Result<int> Unpack(string archive, string folder)
    {
        try
        {
            using var file = File.OpenRead(archive);
            using var gzip = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(gzip);
            var count = 0;
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
                {
                    continue;
                }

                var path = Path.GetFullPath(Path.Combine(folder, entry.Name));
                if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                {
                    return Fault(archive, $"its file '{entry.Name}' would lie outside of '{folder}'");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                WholeFile.Write(path, x => entry.DataStream?.CopyTo(x));
                count++;
            }

            return Result<int>.Valid(count);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return Fault(archive, error.Message);
        }
    }

    private static Result<int> Fault(string archive, string message) => Result<int>.Invalid(new Diagnostic(
        "address", $"'{archive}' cannot be unpacked: {message}", "delete it and fetch it again"));
}
