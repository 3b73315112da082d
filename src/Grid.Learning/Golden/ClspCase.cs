using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Grid.Learning.Golden;

/// <summary>The format "one folder a case": case.json and NumPy files.</summary>
internal static partial class ClspCase
{
    public static GoldenCase Read(JsonElement json, string folder, Arithmetic arithmetic)
    {
        var name = json.GetProperty("case").GetString()!;
        var limits = json.GetProperty("tolerance_float32");
        var tolerance = new Tolerance(limits.GetProperty("atol").GetDouble(), limits.GetProperty("rtol").GetDouble());
        var outputs = Arrays(json.GetProperty("outputs"), folder)
            .Concat(json.GetProperty("scalars").EnumerateObject().SelectMany(x => Scalars(x.Name, x.Value)));
        return new GoldenCase
        {
            Set = "clsp",
            Key = FinalNumber().Replace(name, ""),
            Name = name,
            Arithmetic = arithmetic,
            Params = new GoldenParams(json.GetProperty("params")),
            Inputs = Arrays(json.GetProperty("inputs"), folder).ToImmutableSortedDictionary(StringComparer.Ordinal),
            Expected = outputs.ToImmutableSortedDictionary(
                x => x.Key, x => new GoldenExpectation(x.Value, tolerance), StringComparer.Ordinal),
            Weights = json.TryGetProperty("weights", out var weights) && weights.ValueKind == JsonValueKind.Object
                ? Fill(Path.Combine(folder, weights.GetProperty("manifest").GetString()!))
                : null,
            ParamsTolerance = tolerance,
        };
    }

    private static IEnumerable<KeyValuePair<string, GoldenTensor>> Arrays(JsonElement json, string folder)
    {
        foreach (var entry in json.EnumerateObject())
        {
            var file = entry.Value.GetProperty("file").GetString()!;
            GoldenTensor tensor;
            try
            {
                tensor = NpyFile.Read(Path.Combine(folder, file));
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"{file} {error.Message}", error);
            }

            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64());
            yield return tensor.Shape.SequenceEqual(shape)
                ? KeyValuePair.Create(entry.Name, tensor)
                : throw new InvalidDataException($"{file} has shape {tensor.ShapeText}, the case states another");
        }
    }

    /// <summary>
    /// A scalar, a list of numbers, or a group of them as "group.name"; lists of words are no outputs.
    /// </summary>
    private static IEnumerable<KeyValuePair<string, GoldenTensor>> Scalars(string name, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
        {
            return json.EnumerateObject().SelectMany(x => Scalars($"{name}.{x.Name}", x.Value));
        }

        return GoldenJson.Numbers(json) is { } numbers ? [KeyValuePair.Create(name, numbers)] : [];
    }

    private static ParameterFill Fill(string manifest)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return new ParameterFill(
            document.RootElement.GetProperty("seed").GetUInt64(),
            [.. document.RootElement.GetProperty("tensors").EnumerateArray().Select(Parameter)]);
    }

    private static FilledParameter Parameter(JsonElement json) => new(
        json.GetProperty("name").GetString()!,
        [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())],
        json.GetProperty("kind").GetString()!,
        json.GetProperty("scale").GetDouble(),
        json.GetProperty("offset").GetDouble(),
        [.. json.GetProperty("first3").EnumerateArray().Select(value => value.GetDouble())],
        json.GetProperty("sum").GetDouble());

    [GeneratedRegex(@"_\d+$")]
    private static partial Regex FinalNumber();
}
