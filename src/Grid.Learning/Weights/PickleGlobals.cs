using System.Collections.Immutable;
using TorchSharp;
using static Grid.Learning.Weights.PickleValue;

namespace Grid.Learning.Weights;

/// <summary>The Python names that a pickle of weights may say. None of them is ever called: each is known by its
/// meaning.</summary>
internal static class PickleGlobals
{
    private const string Dictionary = "collections.OrderedDict";
    private const string Rebuild = "torch._utils._rebuild_tensor_v2";
    private const string RebuildParameter = "torch._utils._rebuild_parameter";

    private static readonly ImmutableSortedDictionary<string, torch.ScalarType> Storages =
        new Dictionary<string, torch.ScalarType>
        {
            ["torch.FloatStorage"] = torch.ScalarType.Float32,
            ["torch.DoubleStorage"] = torch.ScalarType.Float64,
            ["torch.HalfStorage"] = torch.ScalarType.Float16,
            ["torch.BFloat16Storage"] = torch.ScalarType.BFloat16,
            ["torch.LongStorage"] = torch.ScalarType.Int64,
            ["torch.IntStorage"] = torch.ScalarType.Int32,
            ["torch.ShortStorage"] = torch.ScalarType.Int16,
            ["torch.CharStorage"] = torch.ScalarType.Int8,
            ["torch.ByteStorage"] = torch.ScalarType.Byte,
            ["torch.BoolStorage"] = torch.ScalarType.Bool,
        }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>A name that is allowed.</summary>
    /// <exception cref="InvalidDataException">It is not.</exception>
    internal static Global Find(string module, string name)
    {
        var full = $"{module}.{name}";
        return full is Dictionary or Rebuild or RebuildParameter || Storages.ContainsKey(full)
            ? new Global(full)
            : throw new InvalidDataException($"its pickle names '{Printable(full)}', which weights do not need: "
                + "it may be an attack, or an object that was saved along");
    }

    /// <summary>What an allowed function would return.</summary>
    internal static PickleValue Call(Global callee, ImmutableArray<PickleValue> arguments) =>
        (callee.Name, arguments) switch
        {
            (Dictionary, []) => new Map([]),
            (RebuildParameter, [Tensor tensor, ..]) => tensor,
            (Rebuild, [Storage storage, Number offset, PickleValue.Tuple shape, PickleValue.Tuple strides, ..]) =>
                new Tensor(storage, offset.Amount, Numbers(shape), Numbers(strides)),
            _ => throw new InvalidDataException($"its pickle calls '{callee.Name}' with unknown arguments"),
        };

    /// <summary>The storage that a persistent id names.</summary>
    internal static Storage Persistent(PickleValue id) =>
        id is PickleValue.Tuple { Items: [Text { Content: "storage" }, Global type, Text key, _, Number count] }
            && Storages.TryGetValue(type.Name, out var scalar)
                ? new Storage(scalar, key.Content, count.Amount)
                : throw new InvalidDataException("its pickle names a storage of an unknown kind");

    private static ImmutableArray<long> Numbers(PickleValue.Tuple tuple) => [.. tuple.Items.Select(x =>
        x is Number number ? number.Amount : throw new InvalidDataException("its pickle has a shape of no numbers"))];

    // Of a name that only the file chose, no control characters reach a terminal.
    private static string Printable(string name) =>
        string.Concat(name.Take(80).Select(letter => char.IsControl(letter) ? '?' : letter));
}
