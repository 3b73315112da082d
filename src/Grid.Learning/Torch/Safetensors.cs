using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>
/// The safetensors format: 8 bytes of header length, a JSON header (names, types, shapes, offsets, text metadata), then
/// the bytes of all tensors. No code runs when such a file is read.
/// </summary>
/// <remarks>https://huggingface.co/docs/safetensors.</remarks>
public static class Safetensors
{
    private const string MetadataName = "__metadata__";
    private const int Alignment = 8;

    private static readonly ImmutableArray<(string Name, ScalarType Type)> Types =
    [
        ("F32", ScalarType.Float32), ("F64", ScalarType.Float64), ("F16", ScalarType.Float16),
        ("BF16", ScalarType.BFloat16), ("I64", ScalarType.Int64), ("I32", ScalarType.Int32),
        ("I16", ScalarType.Int16), ("I8", ScalarType.Int8), ("U8", ScalarType.Byte), ("BOOL", ScalarType.Bool),
    ];

    /// <summary>Writes tensors into one array; copies, so the tensors may change at once.</summary>
    /// <param name="tensors">Contiguous, on any device.</param>
    /// <param name="metadata">Text by name, or null.</param>
    public static byte[] Write(
        IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var header = Header(tensors, metadata ?? ImmutableDictionary<string, string>.Empty);
        var size = tensors.Sum(x => Bytes(x.Value));
        var file = GC.AllocateUninitializedArray<byte>(checked((int)(sizeof(long) + header.Length + size)));
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, sizeof(long));
        var at = sizeof(long) + header.Length;
        foreach (var (_, value) in tensors)
        {
            using var flat = value.detach();
            using var here = flat.cpu();
            here.bytes.CopyTo(file.AsSpan(at));
            at += (int)Bytes(value);
        }

        return file;
    }

    /// <summary>Reads a file's index; tensors are copied out of it one by one.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="InvalidDataException">It is no such file, or is cut short.</exception>
    public static SafetensorsFile Read(ReadOnlyMemory<byte> file)
    {
        try
        {
            var length = BinaryPrimitives.ReadInt64LittleEndian(file.Span);
            using var header = JsonDocument.Parse(file.Slice(sizeof(long), checked((int)length)));
            var metadata = ImmutableDictionary<string, string>.Empty;
            var entries = ImmutableDictionary.CreateBuilder<string, SafetensorsEntry>();
            foreach (var item in header.RootElement.EnumerateObject())
            {
                if (item.Name == MetadataName)
                {
                    metadata = item.Value.EnumerateObject()
                        .ToImmutableDictionary(x => x.Name, x => x.Value.GetString()!);
                    continue;
                }

                entries.Add(item.Name, Entry(item.Value, file[(sizeof(long) + (int)length)..]));
            }

            return new SafetensorsFile(entries.ToImmutable(), metadata);
        }
        catch (Exception fault) when (fault is ArgumentException or JsonException or OverflowException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException("not a whole safetensors file", fault);
        }
    }

    private static byte[] Header(
        IReadOnlyList<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(MetadataName);
            foreach (var (name, text) in metadata.OrderBy(x => x.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, text);
            }

            json.WriteEndObject();
            long at = 0;
            foreach (var (name, value) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", Types.First(x => x.Type == value.dtype).Name);
                WriteNumbers(json, "shape", value.shape);
                WriteNumbers(json, "data_offsets", [at, at += Bytes(value)]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % Alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static SafetensorsEntry Entry(JsonElement item, ReadOnlyMemory<byte> data)
    {
        long[] Numbers(string name) => [.. item.GetProperty(name).EnumerateArray().Select(x => x.GetInt64())];
        var type = item.GetProperty("dtype").GetString();
        var known = Types.Where(x => x.Name == type).ToArray();
        var offsets = Numbers("data_offsets") is [var first, var end]
            ? (First: checked((int)first), Length: checked((int)(end - first)))
            : throw new FormatException("a tensor has two offsets");
        var entry = new SafetensorsEntry(known.Length == 1 ? known[0].Type : throw new FormatException($"type {type}"),
            [.. Numbers("shape")], data.Slice(offsets.First, offsets.Length));
        return entry.Data.Length == entry.Shape.Aggregate((long)entry.Type.ElementSize(), (product, x) => product * x)
            ? entry
            : throw new FormatException("shape and offsets differ");
    }

    private static long Bytes(Tensor value) => value.numel() * value.ElementSize;
}

/// <summary>One tensor of a file.</summary>
/// <param name="Type">Type of its numbers.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Data">Its bytes, row-major, little-endian.</param>
public sealed record SafetensorsEntry(ScalarType Type, ImmutableArray<long> Shape, ReadOnlyMemory<byte> Data);

/// <summary>A file that was read.</summary>
/// <param name="Tensors">By name.</param>
/// <param name="Metadata">Text by name.</param>
public sealed record SafetensorsFile(
    ImmutableDictionary<string, SafetensorsEntry> Tensors, ImmutableDictionary<string, string> Metadata)
{
    /// <summary>Copies a tensor of the file into an existing one.</summary>
    /// <param name="name">Its name in the file.</param>
    /// <param name="target">Contiguous, on any device, of the same type and shape [] as in the file; changed.</param>
    /// <exception cref="InvalidDataException">The file has no such tensor, or one of another type or shape.</exception>
    public void CopyTo(string name, Tensor target)
    {
        if (!Tensors.TryGetValue(name, out var entry) || entry.Type != target.dtype
            || !entry.Shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new InvalidDataException($"no tensor '{name}' of this shape and type in the file");
        }

        using var flat = target.detach();
        // The tensor itself where it lies on the processor.
        using var here = flat.cpu();
        entry.Data.Span.CopyTo(here.bytes);
        flat.copy_(here);
    }
}
