using System.Text.RegularExpressions;

namespace Grid.Tests.Architecture;

/// <summary>What the formatter does not check.</summary>
public sealed partial class TidyTests
{
    private const int MaxColumns = 120;
    private const int MaxFileLines = 400;

    // Spelled in parts, so that this file does not find itself.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "Not" + "ImplementedException"];
    private static readonly string[] MachinePaths = ["/wo" + "rk/", "/ho" + "me/", "/tmp/w" + "t", "/ro" + "ot/"];

    private static readonly string[] TextPatterns =
    [
        "*.cs", "*.md", "*.yaml", "*.yml", "*.sh", "*.csproj", "*.props", "*.targets", "*.ts", "*.tsx", "*.json",
        "Makefile",
        "Dockerfile*", "grid",
    ];

    [Fact]
    public void Lines_fit_a_screen()
    {
        var found = from file in Sources()
                    from line in Lines(file)
                    where line.Text.Length > MaxColumns
                    select $"{line.At}: {line.Text.Length} columns";
        var tooLong = string.Join('\n', found);

        Assert.True(tooLong.Length == 0, tooLong);
    }

    [Fact]
    public void Files_are_small() => Assert.DoesNotContain(
        Sources().Select(x => (Name: Checkout.NameOf(x), Lines(x).Count)), x => x.Count > MaxFileLines);

    [Fact]
    public void Nothing_is_left_unfinished() => Assert.Empty(Find(Texts(), Unfinished));

    [Fact]
    public void No_text_names_a_place_on_a_machine() => Assert.Empty(Find(Texts(), MachinePaths));

    [Fact]
    public void Each_Markdown_file_has_one_title()
    {
        var files = Checkout.Files("*.md").ToArray();

        Assert.NotEmpty(files);
        Assert.Empty(files.Where(x => Titles(x) != 1).Select(x => $"{Checkout.NameOf(x)}: {Titles(x)} titles"));
    }

    [Fact]
    public void Each_file_has_the_namespace_of_its_folder()
    {
        var wrong = from file in Sources()
                    let declared = Lines(file).Select(x => Namespace().Match(x.Text)).FirstOrDefault(x => x.Success)
                    where declared is not null
                    let folder = Path.GetDirectoryName(Checkout.NameOf(file))!
                    let expected = string.Join('.', folder.Split('/')[1..])
                    where declared.Groups[1].Value != expected
                    select $"{Checkout.NameOf(file)}: {declared.Groups[1].Value}";

        Assert.Empty(wrong);
    }

    private static FileInfo[] Sources()
    {
        var files = Checkout.Files("*.cs").ToArray();
        Assert.Contains(files, x => x.Name == "TidyTests.cs");
        return files;
    }

    private static IEnumerable<FileInfo> Texts() => TextPatterns.SelectMany(Checkout.Files);

    private static IEnumerable<string> Find(IEnumerable<FileInfo> files, string[] words) =>
        from file in files
        from line in Lines(file)
        from word in words
        where line.Text.Contains(word, StringComparison.Ordinal)
        select $"{line.At}: {word}";

    private static List<(string At, string Text)> Lines(FileInfo file) =>
        [.. File.ReadLines(file.FullName).Select((text, index) => ($"{Checkout.NameOf(file)}:{index + 1}", text))];

    // A # inside a fence is a comment of a script.
    private static int Titles(FileInfo file)
    {
        var (titles, isFenced) = (0, false);
        foreach (var line in File.ReadLines(file.FullName))
        {
            isFenced ^= line.StartsWith("```", StringComparison.Ordinal);
            titles += !isFenced && line.StartsWith("# ", StringComparison.Ordinal) ? 1 : 0;
        }

        return titles;
    }

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Namespace();
}
