using System.CommandLine;
using Grid.Cli.Terminal;
using Grid.Core.Recipes;

namespace Grid.Cli.Invocations;

/// <summary>What the user sees where the command line itself is wrong.</summary>
internal static class Misuse
{
    public static int Tell(ParseResult parsed, Output output)
    {
        var command = parsed.CommandResult.Command;
        var path = PathOf(command);
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var word, ..])
        {
            var known = command.Subcommands.Where(x => !x.Hidden).Select(x => x.Name);
            output.Error($"there is no '{path} {word}'");
            output.Hint(Nearest.Hint(word, known) ?? $"{path} --help");
            return ExitCode.BadInput;
        }

        foreach (var message in parsed.Errors.Select(x => x.Message.TrimEnd('.')).Distinct())
        {
            output.Error(message);
        }

        output.Hint($"{path} --help");
        return ExitCode.BadInput;
    }

    private static string PathOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is not null; at = at.Parents.FirstOrDefault())
        {
            names.Insert(0, at is RootCommand ? "grid" : at.Name);
        }

        return string.Join(' ', names);
    }
}
