using Grid.Core;

namespace Grid.Storage.Yaml;

/// <summary>Finds the line of a field: its own, or that of the nearest part around it that is in the file.</summary>
internal sealed class YamlLines
{
    private readonly Dictionary<string, int> _lines = [];

    public YamlLines(YamlNode root) => Collect(root, "");

    public Diagnostic Locate(Diagnostic fault)
    {
        var field = fault.Field;
        while (fault.Line is null && field.Length > 0)
        {
            if (_lines.TryGetValue(field, out var line))
            {
                return fault with { Line = line };
            }

            field = field[..Math.Max(0, field.LastIndexOfAny(['.', '[']))];
        }

        return fault;
    }

    private void Collect(YamlNode node, string field)
    {
        switch (node)
        {
            case YamlNode.Map map:
                foreach (var entry in map.Entries)
                {
                    _lines.TryAdd(YamlTree.Join(field, entry.Key), entry.Line);
                    Collect(entry.Value, YamlTree.Join(field, entry.Key));
                }

                break;
            case YamlNode.List list:
                for (var index = 0; index < list.Items.Length; index++)
                {
                    _lines.TryAdd($"{field}[{index}]", list.Items[index].Line);
                    Collect(list.Items[index], $"{field}[{index}]");
                }

                break;
        }
    }
}
