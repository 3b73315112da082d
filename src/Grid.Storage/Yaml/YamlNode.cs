using System.Collections.Immutable;

namespace Grid.Storage.Yaml;

/// <summary>A piece of a YAML file and the line it starts on, from 1.</summary>
internal abstract record YamlNode(int Line)
{
    /// <summary>One value. Quoted text is always a word.</summary>
    public sealed record Scalar(string Text, bool IsQuoted, int Line) : YamlNode(Line);

    /// <summary>A list.</summary>
    public sealed record List(ImmutableArray<YamlNode> Items, int Line) : YamlNode(Line);

    /// <summary>A map, in the order of the file; keys occur once.</summary>
    public sealed record Map(ImmutableArray<Entry> Entries, int Line) : YamlNode(Line);

    /// <summary>One key of a map; the line is the key's.</summary>
    public readonly record struct Entry(string Key, YamlNode Value, int Line);

    /// <summary>What it is, for messages.</summary>
    public string Describe() => this switch
    {
        Scalar { Text: "" } => "nothing",
        Scalar scalar => $"'{scalar.Text}'",
        List => "a list",
        _ => "a map",
    };
}
