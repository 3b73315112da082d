using System.Globalization;
using System.Text.Json;
using Grid.Core.Json;
using Grid.Core.Recipes;
using Grid.Core.Summaries;

namespace Grid.Server.Api;

/// <summary>Queries as query strings, both ways, so that server and client cannot disagree.</summary>
internal static class QueryText
{
    /// <summary>A knob filter: "method.queue=4096"; the value is a JSON scalar.</summary>
    public static string Where(string path, Value value) =>
        $"{path}={JsonSerializer.Serialize(value, ServerJson.Contract<Value>())}";

    /// <summary>Reads knob filters; a value that is no JSON scalar is a word.</summary>
    public static Settings Where(IEnumerable<string> filters) => Settings.Of(filters.Select(Filter));

    /// <summary>The query string of a sweep query.</summary>
    public static string Of(SweepQuery query) => Join(
        ("phase", query.Phase?.ToString()), ("name", query.Name),
        ("skip", Text(query.Skip)), ("take", Text(query.Take)));

    /// <summary>The query string of a run query.</summary>
    public static string Of(RunQuery query) => Join([
        ("phase", query.Phase?.ToString()), ("trial", query.Trial is { } trial ? Text(trial) : null),
        ("after", Text(query.AfterRevision)), ("order", query.Order.ToString()),
        ("skip", Text(query.Skip)), ("take", Text(query.Take)),
        .. query.Where.Select(x => ("where", (string?)Where(x.Key, x.Value)))]);

    /// <summary>"?a=1&amp;b=2" of the pairs that have a value; empty where none has.</summary>
    public static string Join(params IEnumerable<(string Name, string? Value)> pairs)
    {
        var parts = pairs.Where(x => x.Value is not null).Select(x => $"{x.Name}={Uri.EscapeDataString(x.Value!)}");
        var text = string.Join('&', parts);
        return text.Length == 0 ? "" : "?" + text;
    }

    /// <summary>A number as it stands in an address.</summary>
    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static (string Path, Value Value) Filter(string filter)
    {
        var split = filter.IndexOf('=', StringComparison.Ordinal);
        if (split < 0)
        {
            return (filter, true);
        }

        var text = filter[(split + 1)..];
        try
        {
            return (filter[..split], JsonSerializer.Deserialize(text, GridJson.Default.Value) ?? text);
        }
        catch (JsonException)
        {
            return (filter[..split], text);
        }
    }
}
