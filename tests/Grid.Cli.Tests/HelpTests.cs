using System.CommandLine;
using System.Text;

namespace Grid.Cli.Tests;

public sealed class HelpTests
{
    [Fact]
    public async Task The_help_of_every_verb_is_as_it_was()
    {
        var text = new StringBuilder();
        foreach (var path in Paths(GridCommand.Create()))
        {
            using var data = new StringWriter();
            var code = await GridCommand.Run(
                [.. path, "--help"], data, TextWriter.Null, TestContext.Current.CancellationToken);
            Assert.Equal(0, code);
            text.Append(CultureInfo, $"==== {string.Join(' ', path.Prepend("grid"))}\n{data}");
        }

        // Defaults that this machine decides.
        var scrubbed = text.ToString()
            .Replace($"[default: {Environment.ProcessorCount}]", "[default: CORES]", StringComparison.Ordinal)
            .Replace($"[default: {Environment.GetEnvironmentVariable("GRID_DATA") ?? "./data"}]", "[default: ./data]",
                StringComparison.Ordinal)
            .Replace("Grid.Cli.Tests", "grid", StringComparison.Ordinal);
        Snapshot.Match(scrubbed);
    }

    [Fact]
    public void Every_verb_and_every_option_says_what_it_is()
    {
        foreach (var command in All(GridCommand.Create()))
        {
            Assert.False(string.IsNullOrEmpty(command.Description), command.Name);
            Assert.All(command.Options, x =>
                Assert.False(string.IsNullOrEmpty(x.Description), $"{command.Name} {x.Name}"));
            Assert.All(command.Arguments, x => Assert.False(string.IsNullOrEmpty(x.Description), command.Name));
        }
    }

    private static readonly System.Globalization.CultureInfo CultureInfo =
        System.Globalization.CultureInfo.InvariantCulture;

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string[]> Paths(Command command, params string[] above) => command.Subcommands
        .SelectMany(x => Paths(x, [.. above, x.Name])).Prepend(above);
}
