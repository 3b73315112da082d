using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Grid.Learning.Tests.Weights;

/// <summary>Writes a pickle, operation by operation.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _bytes = [0x80, 2];

    public byte[] Bytes => [.. _bytes, (byte)'.'];

    public PickleWriter Op(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleWriter Global(string module, string name) =>
        Op((byte)'c').Op(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Op((byte)'X').Op(Int32(bytes.Length)).Op(bytes);
    }

    public PickleWriter Number(int value) => Op((byte)'J').Op(Int32(value));

    public PickleWriter Numbers(params IEnumerable<long> values)
    {
        Op((byte)'(');
        values.ToList().ForEach(x => Number((int)x));
        return Op((byte)'t');
    }

    /// <summary>A float32 tensor over a storage.</summary>
    public PickleWriter Tensor(string key, int count, int offset, long[] shape, long[] strides)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op((byte)'(');
        Op((byte)'(').Text("storage").Global("torch", "FloatStorage").Text(key).Text("cpu").Number(count)
            .Op((byte)'t', (byte)'Q');
        Number(offset).Numbers(shape).Numbers(strides).Op(0x89);
        return Global("collections", "OrderedDict").Op((byte)')', (byte)'R', (byte)'t', (byte)'R');
    }

    private static byte[] Int32(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}

/// <summary>Writes the archives of torch.save without PyTorch, right ones and hostile ones.</summary>
internal static class PtFiles
{
    /// <summary>A state dictionary of float32 tensors, one storage each.</summary>
    public static byte[] StateDict(params (string Name, long[] Shape, float[] Values)[] tensors)
    {
        var pickle = new PickleWriter().Global("collections", "OrderedDict").Op((byte)')', (byte)'R', (byte)'(');
        foreach (var (index, (name, shape, values)) in tensors.Index())
        {
            var strides = shape.Select((_, at) => shape.Skip(at + 1).Aggregate(1L, (product, x) => product * x));
            pickle.Text(name).Tensor($"{index}", values.Length, 0, shape, [.. strides]);
        }

        return Archive(pickle.Op((byte)'u').Bytes, [.. tensors.Select((x, index) =>
            ($"{index}", MemoryMarshal.AsBytes(x.Values.AsSpan()).ToArray()))]);
    }

    /// <summary>An archive of a pickle and storages; entries may be added, and may be compressed.</summary>
    public static byte[] Archive(
        byte[] pickle, (string Key, byte[] Bytes)[] storages, string? more = null, bool compressed = false)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "archive/data.pkl", pickle, CompressionLevel.NoCompression);
            foreach (var (key, bytes) in storages)
            {
                Add(zip, $"archive/data/{key}", bytes,
                    compressed ? CompressionLevel.SmallestSize : CompressionLevel.NoCompression);
            }

            if (more is not null)
            {
                Add(zip, more, [1], CompressionLevel.NoCompression);
            }
        }

        return stream.ToArray();
    }

    private static void Add(ZipArchive zip, string name, byte[] bytes, CompressionLevel level)
    {
        using var entry = zip.CreateEntry(name, level).Open();
        entry.Write(bytes);
    }
}
