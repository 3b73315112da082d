using System.Collections;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Grid.Core.Json;

namespace Grid.Core.Recipes;

/// <summary>
/// An immutable, ordered map from dotted paths ("method.temperature") to scalars. A recipe is one, and so is a
/// trial's assignment. Compares by content.
/// </summary>
[JsonConverter(typeof(SettingsConverter))]
public sealed class Settings : IEnumerable<KeyValuePair<string, Value>>, IEquatable<Settings>
{
    private readonly ImmutableSortedDictionary<string, Value> _values;
    private byte[]? _jsonText;

    private Settings(ImmutableSortedDictionary<string, Value> values) => _values = values;

    /// <summary>No settings.</summary>
    public static Settings Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, Value>(StringComparer.Ordinal));

    /// <summary>How many paths are set.</summary>
    public int Count => _values.Count;

    /// <summary>The value at a path, or null.</summary>
    public Value? this[string path] => _values.GetValueOrDefault(path);

    /// <summary>Settings from pairs; a later pair wins.</summary>
    public static Settings Of(params IEnumerable<(string Path, Value Value)> pairs) =>
        new(Empty._values.SetItems(pairs.Select(x => KeyValuePair.Create(x.Path, x.Value))));

    /// <summary>These settings with one path set.</summary>
    public Settings With(string path, Value value) => new(_values.SetItem(path, value));

    /// <summary>These settings without one path.</summary>
    public Settings Without(string path) => new(_values.Remove(path));

    /// <summary>These settings, overridden by those of <paramref name="above"/>.</summary>
    public Settings Overlay(Settings above) => new(_values.SetItems(above._values));

    /// <summary>The number at a path.</summary>
    /// <exception cref="KeyNotFoundException">The recipe was not resolved: the path is not set or is no
    /// number.</exception>
    public double Number(string path) => _values.GetValueOrDefault(path) is Value.Number number
        ? number.Amount
        : throw new KeyNotFoundException($"no number at '{path}'");

    /// <summary>The whole number at a path.</summary>
    /// <exception cref="KeyNotFoundException">The path is not set or is no number.</exception>
    public int Integer(string path) => checked((int)Number(path));

    /// <summary>The word at a path.</summary>
    /// <exception cref="KeyNotFoundException">The path is not set or is no word.</exception>
    public string Text(string path) => _values.GetValueOrDefault(path) is Value.Text text
        ? text.Content
        : throw new KeyNotFoundException($"no word at '{path}'");

    /// <summary>The flag at a path.</summary>
    /// <exception cref="KeyNotFoundException">The path is not set or is no flag.</exception>
    public bool Flag(string path) => _values.GetValueOrDefault(path) is Value.Flag flag
        ? flag.On
        : throw new KeyNotFoundException($"no flag at '{path}'");

    /// <summary>
    /// The canonical text: one "path=value" a line, in ordinal order of the paths. Equal settings, equal text.
    /// </summary>
    public string Canonical()
    {
        var text = new StringBuilder();
        foreach (var (path, value) in _values)
        {
            var kind = value switch { Value.Number => 'n', Value.Text => 't', _ => 'f' };
            text.Append(path).Append(':').Append(kind).Append('=').Append(value).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>SHA-256 of the canonical text, lower-case hexadecimal.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical())));

    /// <summary>The JSON text: a run's recipe is written at every save of its state, so it is made once.</summary>
    internal byte[] JsonText(Func<Settings, byte[]> make) => _jsonText ??= make(this);

    /// <inheritdoc/>
    public bool Equals(Settings? other) => other is not null && _values.Count == other._values.Count
        && _values.SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Settings);

    /// <inheritdoc/>
    public override int GetHashCode() => Canonical().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", _values.Select(x => $"{x.Key}={x.Value}"));

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, Value>> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
