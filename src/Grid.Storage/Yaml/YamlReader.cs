using System.Collections.Immutable;
using System.Globalization;
using Grid.Core;
using Grid.Core.Recipes;

namespace Grid.Storage.Yaml;

/// <summary>
/// Takes values out of nodes by kind and keeps every fault. What cannot be read gives null, so that reading goes on.
/// </summary>
internal sealed class YamlReader
{
    private readonly List<Diagnostic> _faults = [];

    /// <summary>The faults so far.</summary>
    public IReadOnlyList<Diagnostic> Faults => _faults;

    /// <summary>A value as a setting: a number, true, false, or a word.</summary>
    public static Value ValueOf(YamlNode.Scalar scalar) =>
        !scalar.IsQuoted && scalar.Text is "true" or "false" ? scalar.Text == "true"
        : !scalar.IsQuoted && NumberOf(scalar.Text) is { } number ? number
        : scalar.Text;

    /// <summary>Adds a fault.</summary>
    public void Add(string field, string message, string? hint = null) => _faults.Add(new(field, message, hint));

    /// <summary>The entries of a map of known keys; none where there is no such map.</summary>
    public ImmutableDictionary<string, YamlNode> Keys(YamlNode? node, string field, params ImmutableArray<string> known)
    {
        var entries = Map(node, field);
        foreach (var entry in entries.Where(x => !known.Contains(x.Key)))
        {
            Add(YamlTree.Join(field, entry.Key), $"there is no key '{entry.Key}' here",
                Nearest.Hint(entry.Key, known) ?? $"one of {string.Join(", ", known)}");
        }

        return entries.Where(x => known.Contains(x.Key)).ToImmutableDictionary(x => x.Key, x => x.Value);
    }

    /// <summary>The entries of a map in order; none where there is no map.</summary>
    public ImmutableArray<YamlNode.Entry> Map(YamlNode? node, string field) => node switch
    {
        null or YamlNode.Scalar { Text: "", IsQuoted: false } => [],
        YamlNode.Map map => map.Entries,
        _ => Wrong<ImmutableArray<YamlNode.Entry>?>(node, field, "a map of keys and values") ?? [],
    };

    /// <summary>The items of a list; none where there is no list.</summary>
    public ImmutableArray<YamlNode> List(YamlNode? node, string field) => node switch
    {
        null or YamlNode.Scalar { Text: "", IsQuoted: false } => [],
        YamlNode.List list => list.Items,
        _ => Wrong<ImmutableArray<YamlNode>?>(node, field, "a list") ?? [],
    };

    /// <summary>One value of any kind, or null.</summary>
    public Value? Scalar(YamlNode? node, string field) => node switch
    {
        null => null,
        YamlNode.Scalar scalar when scalar.IsQuoted || !IsNull(scalar.Text) => ValueOf(scalar),
        _ => Wrong<Value>(node, field, "a number, a word, true or false"),
    };

    /// <summary>A word, or null.</summary>
    public string? Word(YamlNode? node, string field) => node switch
    {
        null => null,
        YamlNode.Scalar scalar when scalar.IsQuoted || !IsNull(scalar.Text) => scalar.Text,
        _ => Wrong<string>(node, field, "a word"),
    };

    /// <summary>One of some words, or null.</summary>
    public string? Word(YamlNode? node, string field, params ImmutableArray<string> choices)
    {
        var word = Word(node, field);
        if (word is not null && !choices.Contains(word))
        {
            Add(field, $"must be one of {string.Join(", ", choices)}, found '{word}'", Nearest.Hint(word, choices));
            return null;
        }

        return word;
    }

    /// <summary>A number, or null.</summary>
    public double? Number(YamlNode? node, string field) => node switch
    {
        null => null,
        YamlNode.Scalar { IsQuoted: false } scalar when NumberOf(scalar.Text) is { } number => number,
        _ => Wrong<double?>(node, field, "a number"),
    };

    /// <summary>A whole number that a signed integer of 64 bits holds, or null.</summary>
    public long? Integer(YamlNode? node, string field) => node switch
    {
        null => null,
        YamlNode.Scalar { IsQuoted: false } scalar
            when long.TryParse(
                scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        _ => Wrong<long?>(node, field, "a whole number"),
    };

    /// <summary>A time span like "10s", or null.</summary>
    public TimeSpan? Duration(YamlNode? node, string field)
    {
        var text = Word(node, field);
        var unit = text?.TrimStart("0123456789.".ToCharArray());
        double? seconds = unit switch { "ms" => 0.001, "s" => 1, "m" => 60, "h" => 3600, _ => null };
        if (text is not null && seconds is { } scale && NumberOf(text[..^unit!.Length]) is { } number
            && number * scale < 1e9)
        {
            return TimeSpan.FromSeconds(number * scale);
        }

        return text is null ? null : Wrong<TimeSpan?>(node!, field, "a time like 500ms, 10s, 5m or 1h");
    }

    /// <summary>Nested maps as one flat map of dotted paths.</summary>
    public Settings Settings(YamlNode? node, string field)
    {
        var pairs = new List<(string Path, Value Value)>();
        Flatten(node, field, "", pairs);
        foreach (var twice in pairs.CountBy(x => x.Path).Where(x => x.Value > 1))
        {
            Add(YamlTree.Join(field, twice.Key), "is said twice, nested and with dots");
        }

        return Core.Recipes.Settings.Of(pairs);
    }

    private void Flatten(YamlNode? node, string field, string path, List<(string Path, Value Value)> pairs)
    {
        foreach (var entry in Map(node, YamlTree.Join(field, path).TrimEnd('.')))
        {
            var inner = YamlTree.Join(path, entry.Key);
            if (entry.Value is YamlNode.Map)
            {
                Flatten(entry.Value, field, inner, pairs);
            }
            else if (Scalar(entry.Value, YamlTree.Join(field, inner)) is { } value)
            {
                pairs.Add((inner, value));
            }
        }
    }

    private T? Wrong<T>(YamlNode node, string field, string wanted)
    {
        Add(field, $"must be {wanted}, found {node.Describe()}");
        return default;
    }

    private static bool IsNull(string text) => text is "" or "~" or "null";

    // Words like "nan" and "infinity" stay words.
    private static double? NumberOf(string text) =>
        text.Length > 0 && (char.IsAsciiDigit(text[^1]) || text[^1] == '.')
            && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.')
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
