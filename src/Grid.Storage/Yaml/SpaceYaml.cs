using System.Collections.Immutable;
using Grid.Core.Recipes;
using Grid.Core.Search;

namespace Grid.Storage.Yaml;

/// <summary>Reads the search space of a sweep file.</summary>
internal sealed class SpaceYaml(YamlReader reader)
{
    private const string Forms = "a list, or { uniform | log | log2 | int | choice: [...] }";

    public ImmutableArray<Knob> Knobs(YamlNode? node) => [.. Knobs(node, "space", "")];

    public ImmutableArray<string> Constraints(YamlNode? node) =>
        [.. reader.List(node, "constraints").Select((x, index) => reader.Word(x, $"constraints[{index}]"))
            .OfType<string>()];

    public ImmutableArray<Settings> Points(YamlNode? node) =>
        [.. reader.List(node, "points").Select((x, index) => reader.Settings(x, $"points[{index}]"))];

    private IEnumerable<Knob> Knobs(YamlNode? node, string field, string path)
    {
        foreach (var entry in reader.Map(node, field))
        {
            var inner = YamlTree.Join(path, entry.Key);
            var place = YamlTree.Join(field, entry.Key);
            if (entry.Value is YamlNode.Map map && !map.Entries.Any(x => IsForm(x.Key)))
            {
                // Paths may be nested, as in a recipe.
                foreach (var knob in Knobs(map, place, inner))
                {
                    yield return knob;
                }
            }
            else
            {
                yield return KnobOf(inner, entry.Value, place);
            }
        }
    }

    // A knob that cannot be read stays a knob, without values: what else is said of it can still be checked.
    private Knob KnobOf(string path, YamlNode node, string field)
    {
        if (node is not YamlNode.Map map)
        {
            var list = node as YamlNode.List
                ?? Nothing<YamlNode.List>(field, $"must be {Forms}, found {node.Describe()}");
            return new() { Path = path, Domain = Choice(list, field) };
        }

        var keys = reader.Keys(map, field, "uniform", "log", "log2", "int", "choice", "when");
        var forms = keys.Keys.Where(x => x != "when").ToArray();
        var domain = forms is [var form]
            ? DomainOf(form, keys[form], $"{field}.{form}")
            : Nothing<Domain>(field, $"must be {Forms}");
        return new()
        {
            Path = path,
            Domain = domain ?? new Domain.Choice([]),
            When = reader.Word(keys.GetValueOrDefault("when"), $"{field}.when"),
        };
    }

    private Domain? DomainOf(string form, YamlNode node, string field)
    {
        if (form == "choice")
        {
            return Choice(node, field);
        }

        var ends = reader.List(node, field);
        if (ends.Length != 2 && !(form == "int" && ends.Length == 3))
        {
            return node is YamlNode.List
                ? Nothing<Domain>(field, $"must be [low, high{(form == "int" ? ", step" : "")}]") : null;
        }

        return form is "uniform" or "log" ? Real(form, ends, field) : Whole(form, ends, field);
    }

    private Domain? Real(string form, ImmutableArray<YamlNode> ends, string field) =>
        (reader.Number(ends[0], $"{field}[0]"), reader.Number(ends[1], $"{field}[1]")) switch
        {
            ({ } low, { } high) => form == "log" ? new Domain.Log(low, high) : new Domain.Uniform(low, high),
            _ => null,
        };

    private Domain? Whole(string form, ImmutableArray<YamlNode> ends, string field)
    {
        var numbers = ends.Select((x, index) => reader.Integer(x, $"{field}[{index}]")).ToArray();
        return numbers switch
        {
            [{ } low, { } high] => form == "log2" ? new Domain.Log2(low, high) : new Domain.Int(low, high, 1),
            [{ } low, { } high, { } step] => new Domain.Int(low, high, step),
            _ => null,
        };
    }

    private Domain.Choice Choice(YamlNode? node, string field) =>
        new([.. reader.List(node, field).Select((x, index) => reader.Scalar(x, $"{field}[{index}]")).OfType<Value>()]);

    private T? Nothing<T>(string field, string message)
        where T : class
    {
        reader.Add(field, message);
        return null;
    }

    private static bool IsForm(string key) => key is "uniform" or "log" or "log2" or "int" or "choice" or "when";
}
