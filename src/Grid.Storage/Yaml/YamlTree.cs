using System.Collections.Immutable;
using Grid.Core;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Grid.Storage.Yaml;

/// <summary>
/// Reads text into nodes that know their lines. Small on purpose: one document, no anchors, aliases or tags, bounded
/// in size and depth. What a file says is what stands in it.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxLetters = 1 << 20;
    private const int MaxDepth = 20;

    private readonly Parser _parser;
    private readonly EnvironmentText _environment;
    private readonly List<Diagnostic> _faults = [];

    private YamlTree(string text, Func<string, string?> environment)
    {
        _environment = new EnvironmentText(text, environment);
        _parser = new Parser(new StringReader(_environment.Marked));
    }

    /// <summary>
    /// The root, with the faults of form: where there are any the root holds what could be read, or is null.
    /// </summary>
    public static (YamlNode.Map? Root, ImmutableArray<Diagnostic> Faults) Read(
        string text, Func<string, string?> environment)
    {
        if (text.Length > MaxLetters)
        {
            return (null, [new("", $"the file has more than {MaxLetters} characters")]);
        }

        var tree = new YamlTree(text, environment);
        YamlNode.Map? root = null;
        try
        {
            root = tree.Document();
        }
        catch (YamlException exception)
        {
            tree.Add("", exception.Start, $"is not YAML: {exception.InnerException?.Message ?? exception.Message}");
        }

        return (root, [.. tree._faults]);
    }

    /// <summary>One value on its own, as an option has it; null where the text is anything else.</summary>
    public static YamlNode.Scalar? ReadScalar(string text, Func<string, string?> environment) =>
        Read($"value: {text}", environment) is { Faults: [], Root.Entries: [{ Value: YamlNode.Scalar scalar }] }
            ? scalar : null;

    private YamlNode.Map? Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _faults.Add(new("", "the file is empty", "grid init writes one to start from"));
            return null;
        }

        var root = Node("", 0);
        if (root is not YamlNode.Map)
        {
            _faults.Add(
                new("", $"the file must be a map of keys and values, found {root.Describe()}", null, root.Line));
        }

        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            Add("", _parser.Current!.Start, "the file has more than one document");
        }

        return root as YamlNode.Map;
    }

    private YamlNode Node(string field, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, $"nested deeper than {MaxDepth}");
        }

        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false } or NodeEvent { Tag.IsEmpty: false })
        {
            Add(field, _parser.Current.Start, "anchors and tags are not supported", "write the value out");
        }

        return _parser.Consume<ParsingEvent>() switch
        {
            Scalar scalar => ScalarOf(scalar, field),
            SequenceStart start => List(field, depth, LineOf(start.Start)),
            MappingStart start => Map(field, depth, LineOf(start.Start)),
            var other => Alias(other, field),
        };
    }

    private YamlNode.Scalar ScalarOf(Scalar scalar, string field)
    {
        var (text, missing) = _environment.Fill(scalar.Value);
        foreach (var name in missing)
        {
            Add(field, scalar.Start, $"the environment has no {name}", $"set it, or write ${{{name}:-default}}");
        }

        return new(text, scalar.Style is not ScalarStyle.Plain, LineOf(scalar.Start));
    }

    private YamlNode.Scalar Alias(ParsingEvent alias, string field)
    {
        Add(field, alias.Start, "aliases are not supported", "write the value out");
        return new("", IsQuoted: true, LineOf(alias.Start));
    }

    private YamlNode.List List(string field, int depth, int line)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node($"{field}[{items.Count}]", depth + 1));
        }

        return new(items.ToImmutable(), line);
    }

    private YamlNode.Map Map(string field, int depth, int line)
    {
        var entries = ImmutableArray.CreateBuilder<YamlNode.Entry>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var start = _parser.Current!.Start;
            var key = Node(field, depth + 1) as YamlNode.Scalar;
            var path = Join(field, key?.Text ?? "?");
            var value = Node(path, depth + 1);
            if (key is null)
            {
                Add(field, start, "a key must be a word");
            }
            else if (entries.Any(x => x.Key == key.Text))
            {
                Add(path, start, $"is said twice, first in line {entries.First(x => x.Key == key.Text).Line}");
            }
            else
            {
                entries.Add(new(key.Text, value, key.Line));
            }
        }

        return new(entries.ToImmutable(), line);
    }

    private void Add(string field, Mark at, string message, string? hint = null) =>
        _faults.Add(new(field, message, hint, LineOf(at)));

    private static int LineOf(Mark mark) => (int)mark.Line;

    public static string Join(string field, string key) => field.Length == 0 ? key : $"{field}.{key}";
}
