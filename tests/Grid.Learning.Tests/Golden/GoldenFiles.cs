using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Grid.Learning.Tests.Golden;

/// <summary>Writes small golden files: y = scale * x, its gradient, and two expected rows.</summary>
internal static class GoldenFiles
{
    public static string ScaleCase(TemporaryFolder folder, string name = "scale_0", string loss = "6", string row = "8")
    {
        var place = Directory.CreateDirectory(folder.File(name)).FullName;
        WriteNpy(Path.Combine(place, "x.npy"), [3], 0, 1, 2);
        WriteNpy(Path.Combine(place, "y.npy"), [3], 0, 2, 4);
        File.WriteAllText(Path.Combine(place, "case.json"), $$"""
            { "case": "{{name}}", "source": "", "note": "",
              "params": { "scale": 2.0, "rows": [ { "x": 3, "y": 6 }, { "x": 4, "y": {{row}} } ] },
              "inputs": { "x": { "file": "x.npy", "dtype": "float64", "shape": [3] } },
              "outputs": { "y": { "file": "y.npy", "dtype": "float64", "shape": [3] } },
              "scalars": { "loss": {{loss}}, "words": ["a"], "group": { "a.b": 1, "flag": true } },
              "tolerance_float32": { "rtol": 1e-4, "atol": 1e-6 } }
            """);
        return place;
    }

    /// <summary>"name [shape]" of every tensor in a case's manifest of weights.</summary>
    public static string[] WeightNames(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "weights_manifest.json")));
        return [.. manifest.RootElement.GetProperty("tensors").EnumerateArray().Select(x =>
            $"{x.GetProperty("name")} [{string.Join(", ", x.GetProperty("shape").EnumerateArray())}]")];
    }

    public static void WriteNpy(string path, int[] shape, params double[] values)
    {
        var sizes = string.Concat(shape.Select(size => size.ToString(CultureInfo.InvariantCulture) + ", "));
        var header = $"{{'descr': '<f8', 'fortran_order': False, 'shape': ({sizes.TrimEnd()}), }}\n";
        var bytes = new byte[10 + header.Length + (8 * values.Length)];
        byte[] magic = [0x93, .. "NUMPY"u8, 1, 0];
        magic.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)header.Length);
        Encoding.Latin1.GetBytes(header, bytes.AsSpan(10));
        for (var at = 0; at < values.Length; at++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(10 + header.Length + (8 * at)), values[at]);
        }

        File.WriteAllBytes(path, bytes);
    }
}
