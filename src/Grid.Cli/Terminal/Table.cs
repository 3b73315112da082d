using System.Collections.Immutable;
using System.Text;

namespace Grid.Cli.Terminal;

/// <summary>A column: its title, and whether its cells are numbers, which stand to the right.</summary>
internal sealed record Column(string Title, bool IsNumber = false);

/// <summary>Rows of text under titles, written as aligned text, Markdown or CSV.</summary>
internal sealed class Table(params ImmutableArray<Column> columns)
{
    private readonly List<ImmutableArray<string>> _rows = [];

    /// <summary>The columns.</summary>
    public ImmutableArray<Column> Columns { get; } = columns;

    /// <summary>The rows.</summary>
    public IReadOnlyList<ImmutableArray<string>> Rows => _rows;

    /// <summary>Adds a row, one cell a column.</summary>
    public void Add(params ImmutableArray<string> cells) => _rows.Add(
        cells.Length == Columns.Length
            ? cells
            : throw new ArgumentException($"{cells.Length} cells for {Columns.Length} columns", nameof(cells)));

    /// <summary>Aligned with spaces.</summary>
    public string ToText()
    {
        ImmutableArray<string>[] lines = [[.. Columns.Select(x => x.Title)], .. _rows];
        var widths = Columns.Select((_, i) => lines.Max(x => x[i].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var cells = line.Select((x, i) => Columns[i].IsNumber ? x.PadLeft(widths[i]) : x.PadRight(widths[i]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }

        return text.ToString();
    }

    /// <summary>A Markdown table.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Line(Columns.Select(x => x.Title));
        Line(Columns.Select(x => x.IsNumber ? "---:" : "---"));
        _rows.ForEach(row => Line(row.Select(x => x.Replace("|", "\\|", StringComparison.Ordinal))));
        return text.ToString();

        void Line(IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
    }

    /// <summary>Comma-separated values (RFC 4180), with "\n" at the end of lines.</summary>
    public string ToCsv()
    {
        var lines = _rows.Prepend([.. Columns.Select(x => x.Title)]).Select(row => string.Join(',', row.Select(Quote)));
        return string.Concat(lines.Select(x => x + "\n"));
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(",\"\r\n")
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : cell;
}
