using Grid.Cli.Terminal;

namespace Grid.Cli.Tests.Terminal;

public sealed class TableTests
{
    private static Table Sample()
    {
        var table = new Table(new("name"), new("value", true));
        table.Add("a", "1.5");
        table.Add("a \"b\", c|d", "20");
        return table;
    }

    [Fact]
    public void Text_is_aligned_numbers_to_the_right() =>
        Assert.Equal("name        value\na             1.5\na \"b\", c|d     20\n", Sample().ToText());

    [Fact]
    public void Markdown_escapes_bars() => Assert.Equal(
        "| name | value |\n| --- | ---: |\n| a | 1.5 |\n| a \"b\", c\\|d | 20 |\n", Sample().ToMarkdown());

    [Fact]
    public void Csv_quotes_what_needs_it() =>
        Assert.Equal("name,value\na,1.5\n\"a \"\"b\"\", c|d\",20\n", Sample().ToCsv());

    [Fact]
    public void A_row_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => Sample().Add("alone"));

    [Fact]
    public void A_table_without_rows_is_its_titles() => Assert.Equal("a  b\n", new Table(new("a"), new("b")).ToText());
}
