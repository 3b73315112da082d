using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.IO.Compression;
using TorchSharp;
using static Grid.Learning.Weights.PickleValue;

namespace Grid.Learning.Weights;

/// <summary>
/// The files of torch.save since PyTorch 1.6: a zip archive with a pickle that describes tensors and an uncompressed
/// entry for each storage. Nothing of it is executed or written to a disk.
/// </summary>
/// <remarks>https://pytorch.org/docs/stable/notes/serialization.html.</remarks>
internal sealed class PtArchive
{
    private const string PickleName = "data.pkl";
    private static readonly string[] Nested = ["state_dict", "model_state_dict", "model", "encoder", "backbone"];

    private readonly Dictionary<string, ZipArchiveEntry> _entries;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _storages = new(StringComparer.Ordinal);
    private readonly string _root;

    private PtArchive(ZipArchive zip, long fileBytes)
    {
        CheckNames(zip.Entries);
        CheckSizes(zip.Entries, fileBytes);
        _entries = zip.Entries.ToDictionary(x => x.FullName, StringComparer.Ordinal);
        string[] pickles = [.. _entries.Keys.Where(x => x.Split('/')[^1] == PickleName)];
        _root = pickles is [var pickle]
            ? pickle[..^PickleName.Length]
            : throw new InvalidDataException("is a zip archive, but not one of torch.save");
        if (_entries.ContainsKey(_root + "constants.pkl"))
        {
            throw new InvalidDataException("is TorchScript: save the weights with torch.save(model.state_dict(), ...)");
        }

        if (_entries.TryGetValue(_root + "byteorder", out var order) && !Read(order).Span.SequenceEqual("little"u8))
        {
            throw new InvalidDataException("holds big-endian numbers");
        }
    }

    /// <summary>The tensors of the state dictionary in an archive, by name.</summary>
    /// <exception cref="InvalidDataException">It is damaged, hostile, or holds no such dictionary.</exception>
    internal static ImmutableSortedDictionary<string, StoredTensor> Read(byte[] file)
    {
        using var stream = new MemoryStream(file, writable: false);
        using var zip = new ZipArchive(stream, ZipArchiveMode.Read);
        var archive = new PtArchive(zip, file.Length);
        var top = PickleMachine.Run(Read(archive._entries[archive._root + PickleName]));
        var tensors = ImmutableSortedDictionary.CreateBuilder<string, StoredTensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in StateOf(top))
        {
            tensors[name] = archive.Resolve(tensor);
        }

        return tensors.ToImmutable();
    }

    private static List<(string Name, Tensor Value)> StateOf(PickleValue top)
    {
        if (top is not Map map)
        {
            throw new InvalidDataException("holds no dictionary of tensors");
        }

        var maps = map.Entries.Where(x => x is { Key: Text key, Value: Map } && Nested.Contains(key.Content))
            .OrderBy(x => Array.IndexOf(Nested, ((Text)x.Key).Content)).Select(x => (Map)x.Value);
        return maps.Prepend(map).Select(TensorsOf).FirstOrDefault(x => x.Count > 0)
            ?? throw new InvalidDataException("holds no dictionary of tensors, neither itself nor as "
                + string.Join(", ", Nested));
    }

    private static List<(string Name, Tensor Value)> TensorsOf(Map map) =>
    [
        .. map.Entries.Where(x => x is { Key: Text, Value: Tensor })
            .Select(x => (((Text)x.Key).Content, (Tensor)x.Value)),
    ];

    private StoredTensor Resolve(Tensor tensor)
    {
        var (storage, offset, shape, strides) = tensor;
        if (!_storages.TryGetValue(storage.Key, out var bytes))
        {
            bytes = _entries.TryGetValue($"{_root}data/{storage.Key}", out var entry)
                ? Read(entry)
                : throw new InvalidDataException("lacks the numbers of a tensor");
            _storages.Add(storage.Key, bytes);
        }

        var size = (Int128)storage.Count * storage.Type.ElementSize();
        return bytes.Length == size
            ? new StoredTensor(storage.Type, shape, strides, offset, bytes)
            : throw new InvalidDataException($"states {size} bytes for a storage of {bytes.Length}");
    }

    /// <summary>An entry's bytes, held against its checksum.</summary>
    private static ReadOnlyMemory<byte> Read(ZipArchiveEntry entry)
    {
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return Crc32.Of(bytes) == entry.Crc32
            ? bytes
            : throw new InvalidDataException("is damaged: an entry does not have its checksum");
    }

    private static void CheckNames(ReadOnlyCollection<ZipArchiveEntry> entries)
    {
        if (entries.Any(x => x.FullName.StartsWith('/') || x.FullName.Contains('\\') || x.FullName.Contains(':')
            || x.FullName.Split('/').Contains("..")))
        {
            throw new InvalidDataException("has an entry whose name leaves the archive");
        }

        if (entries.DistinctBy(x => x.FullName).Count() != entries.Count)
        {
            throw new InvalidDataException("has two entries of one name");
        }
    }

    // torch.save compresses nothing: what would unpack to more than the file is a zip bomb, also one whose entries
    // overlap.
    private static void CheckSizes(ReadOnlyCollection<ZipArchiveEntry> entries, long fileBytes)
    {
        if (entries.Any(x => x.Length != x.CompressedLength) || entries.Sum(x => (decimal)x.Length) > fileBytes)
        {
            throw new InvalidDataException("would unpack to more than its own size");
        }
    }
}
