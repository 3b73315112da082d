using System.Collections.Immutable;
using System.Text.Json;

namespace Grid.Learning.Golden;

/// <summary>Numbers in the JSON of golden files.</summary>
internal static class GoldenJson
{
    /// <summary>A number, a flag (0 or 1) or a nested list of numbers as a tensor; null for anything else.</summary>
    public static GoldenTensor? Numbers(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => GoldenTensor.Scalar(json.GetDouble()),
        JsonValueKind.True => GoldenTensor.Scalar(1),
        JsonValueKind.False => GoldenTensor.Scalar(0),
        JsonValueKind.Array => Stack([.. json.EnumerateArray().Select(Numbers)]),
        _ => null,
    };

    /// <summary>A tensor given as its shape and its flat data.</summary>
    /// <exception cref="InvalidDataException">The shape does not fit the data.</exception>
    public static GoldenTensor Tensor(JsonElement json)
    {
        ImmutableArray<long> shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        double[] data = [.. json.GetProperty("data").EnumerateArray().Select(value => value.GetDouble())];
        if (GoldenTensor.CountOf(shape) != data.Length)
        {
            throw new InvalidDataException($"shape [{string.Join(", ", shape)}] does not hold {data.Length} numbers");
        }

        return new GoldenTensor(shape, data, json.TryGetProperty("dtype", out var type) && type.ValueEquals("int64"));
    }

    /// <summary>
    /// A tensor as <see cref="Tensor"/>, or plain numbers as <see cref="Numbers"/>; null for anything else.
    /// </summary>
    public static GoldenTensor? TensorOrNumbers(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("data", out _) ? Tensor(json) : Numbers(json);

    /// <summary>
    /// The element at a place such as "rows[3].w"; null where there is none. Names may hold dots themselves, so the
    /// properties that are there decide where a name ends.
    /// </summary>
    public static JsonElement? At(JsonElement json, string place)
    {
        if (place.Length == 0)
        {
            return json;
        }

        if (json.ValueKind == JsonValueKind.Array && place[0] == '[')
        {
            var close = place.IndexOf(']', StringComparison.Ordinal);
            return close > 0 && int.TryParse(place[1..close], out var row) && row >= 0 && row < json.GetArrayLength()
                ? At(json[row], place[(close + 1)..].TrimStart('.'))
                : null;
        }

        return json.ValueKind != JsonValueKind.Object
            ? null
            : json.EnumerateObject()
                .Where(x => place.StartsWith(x.Name, StringComparison.Ordinal)
                    && (place.Length == x.Name.Length || place[x.Name.Length] is '.' or '['))
                .Select(x => At(x.Value, place[x.Name.Length..].TrimStart('.')))
                .FirstOrDefault(found => found is not null);
    }

    private static GoldenTensor? Stack(GoldenTensor?[] rows)
    {
        if (rows.Length == 0)
        {
            return new GoldenTensor([0], []);
        }

        return rows.All(row => row is not null && row.Shape.SequenceEqual(rows[0]!.Shape))
            ? new GoldenTensor([rows.Length, .. rows[0]!.Shape], [.. rows.SelectMany(row => row!.Data)])
            : null;
    }
}
