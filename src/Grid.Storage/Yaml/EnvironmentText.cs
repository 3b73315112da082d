using System.Globalization;
using System.Text.RegularExpressions;

namespace Grid.Storage.Yaml;

/// <summary>
/// Puts ${NAME} and ${NAME:-default} of the environment into scalars. A private character stands for each while the
/// text is parsed: so braces may stand in flow maps, comments are left alone, and a value is never read as YAML.
/// </summary>
internal sealed partial class EnvironmentText
{
    private const char Mark = '\uE000';

    private readonly List<Match> _places = [];
    private readonly Func<string, string?> _environment;

    public EnvironmentText(string text, Func<string, string?> environment)
    {
        _environment = environment;
        Marked = Place().Replace(text.Replace(Mark, '?'), place =>
        {
            _places.Add(place);
            return string.Create(CultureInfo.InvariantCulture, $"{Mark}{_places.Count - 1}{Mark}");
        });
    }

    /// <summary>The text with a mark for each place.</summary>
    public string Marked { get; }

    /// <summary>A scalar with its places filled, and the names that the environment does not have.</summary>
    public (string Text, IReadOnlyList<string> Missing) Fill(string scalar)
    {
        if (!scalar.Contains(Mark, StringComparison.Ordinal))
        {
            return (scalar, []);
        }

        var missing = new List<string>();
        var text = Marker().Replace(scalar, mark =>
        {
            var place = _places[int.Parse(mark.Groups[1].Value, CultureInfo.InvariantCulture)];
            var name = place.Groups["name"].Value;
            var found = _environment(name);
            if (string.IsNullOrEmpty(found) && !place.Groups["default"].Success)
            {
                missing.Add(name);
            }

            return string.IsNullOrEmpty(found) ? place.Groups["default"].Value : found;
        });
        return (text, missing);
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}\r\n]*))?\}")]
    private static partial Regex Place();

    [GeneratedRegex("\uE000([0-9]+)\uE000")]
    private static partial Regex Marker();
}
