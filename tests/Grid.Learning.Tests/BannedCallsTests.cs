using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Grid.Learning.Tests;

/// <summary>Some exports of TorchSharp end the process instead of throwing, and some draws use a global
/// generator.</summary>
public sealed partial class BannedCallsTests
{
    [GeneratedRegex(@"\.(matmul|cummax|cummin)\(|autograd\.grad\(")]
    private static partial Regex Aborts();

    [GeneratedRegex(@"\b(rand|randn|randint|randperm|rand_like|randn_like|bernoulli_?|multinomial|normal_?|uniform_"
        + @"|random_|exponential_|dropout)\((?<arguments>[^;]*?)\)")]
    private static partial Regex Draws();

    [Fact]
    public void No_source_calls_what_ends_the_process()
    {
        Assert.Matches(Aborts(), "x.matmul(y)");
        var faults = Sources().Where(x => Aborts().IsMatch(x.Text)).Select(x => x.Name);
        Assert.Empty(faults);
    }

    [Fact]
    public void Every_draw_names_its_generator()
    {
        static bool Unkeyed(string text) => Draws().Matches(text)
            .Any(x => !x.Groups["arguments"].Value.Contains("generator", StringComparison.Ordinal));
        Assert.True(Unkeyed("x.normal_(0, 1)"));
        Assert.False(Unkeyed("x.normal_(0, 1, generator)"));
        Assert.Contains(Sources(), x => Draws().IsMatch(x.Text));
        Assert.Empty(Sources().Where(x => Unkeyed(x.Text)).Select(x => x.Name));
    }

    private static List<(string Name, string Text)> Sources([CallerFilePath] string file = "")
    {
        var root = Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "src", "Grid.Learning");
        var sources = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (path, File.ReadAllText(path))).ToList();
        Assert.True(sources.Count > 20, $"only {sources.Count} sources under {root}");
        return sources;
    }
}
