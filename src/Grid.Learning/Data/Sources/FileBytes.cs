using System.IO.Compression;
using System.IO.MemoryMappedFiles;

namespace Grid.Learning.Data.Sources;

/// <summary>
/// The bytes of a file, mapped into memory: only what is read is fetched, and the machine may forget it again. A
/// compressed file (gzip, known by its first bytes) is inflated into memory instead.
/// </summary>
internal sealed class FileBytes
{
    // The handle frees the mapping when nothing refers to it any more.
    private readonly MemoryMappedViewAccessor? _mapped;
    private readonly byte[] _held;

    private FileBytes(string path, MemoryMappedViewAccessor? mapped, byte[] held, long length) =>
        (Path, _mapped, _held, Length) = (path, mapped, held, length);

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>Its size, inflated.</summary>
    public long Length { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    /// <exception cref="InvalidDataException">It is compressed, and damaged.</exception>
    public static FileBytes Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (IsCompressed(file))
        {
            var inflated = Inflate(file);
            return new FileBytes(path, null, inflated, inflated.Length);
        }

        if (file.Length == 0)
        {
            return new FileBytes(path, null, [], 0);
        }

        using var map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        var view = map.CreateViewAccessor(0, file.Length, MemoryMappedFileAccess.Read);
        return new FileBytes(path, view, [], file.Length);
    }

    /// <summary>Copies bytes out.</summary>
    /// <param name="offset">Where they begin.</param>
    /// <param name="target">As many as fit; the file must have them.</param>
    public void Read(long offset, Span<byte> target)
    {
        if (_mapped is not null)
        {
            _mapped.SafeMemoryMappedViewHandle.ReadSpan((ulong)(_mapped.PointerOffset + offset), target);
        }
        else
        {
            _held.AsSpan((int)offset, target.Length).CopyTo(target);
        }
    }

    /// <summary>A copy of bytes.</summary>
    public byte[] Slice(long offset, int count)
    {
        var bytes = new byte[count];
        Read(offset, bytes);
        return bytes;
    }

    private static bool IsCompressed(FileStream file)
    {
        Span<byte> head = stackalloc byte[2];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == head.Length && head is [0x1F, 0x8B];
    }

    private static byte[] Inflate(FileStream file)
    {
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        gzip.CopyTo(inflated);
        return inflated.ToArray();
    }
}
