using System.Text.Json;

namespace Grid.Learning.Golden;

/// <summary>The hyper-parameters of a golden case, by name. A name that is missing or of another kind throws.</summary>
public sealed class GoldenParams
{
    private readonly JsonElement _json;

    /// <summary>Wraps a JSON object.</summary>
    public GoldenParams(JsonElement json) => _json = json;

    /// <summary>True where the case sets it to something other than null.</summary>
    public bool Has(string name) => _json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A number.</summary>
    public double Number(string name) => Get(name).GetDouble();

    /// <summary>A whole number.</summary>
    public int Integer(string name) => Get(name).GetInt32();

    /// <summary>A flag.</summary>
    public bool Flag(string name) => Get(name).GetBoolean();

    /// <summary>A word.</summary>
    public string Text(string name) => Get(name).GetString()!;

    /// <summary>A list of numbers.</summary>
    public double[] Numbers(string name) => [.. Get(name).EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>A list of whole numbers.</summary>
    public int[] Integers(string name) => [.. Get(name).EnumerateArray().Select(value => value.GetInt32())];

    /// <summary>A list of groups of parameters.</summary>
    public GoldenParams[] Rows(string name) => [.. Get(name).EnumerateArray().Select(row => new GoldenParams(row))];

    /// <summary>A group of parameters.</summary>
    public GoldenParams Group(string name) => new(Get(name));

    /// <summary>The names of this group, in the file's order.</summary>
    public IEnumerable<string> Names => _json.EnumerateObject().Select(property => property.Name);

    /// <summary>The element at a place such as "rows[3].w", or null.</summary>
    internal JsonElement? At(string place) => GoldenJson.At(_json, place);

    /// <summary>The JSON itself, for what the shapes above do not cover.</summary>
    public JsonElement Get(string name) => _json.TryGetProperty(name, out var value)
        ? value
        : throw new KeyNotFoundException($"the case has no parameter '{name}'");
}
