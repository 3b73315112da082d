using System.Globalization;
using Grid.Core.Recipes;
using Grid.Core.Runs;

namespace Grid.Cli.Runs;

/// <summary>The command that trains a run again.</summary>
internal static class Reproduction
{
    /// <summary>A "grid train" line with everything of the recipe that is not a default, and the run's seed.</summary>
    public static string CommandOf(RunSpec run, RecipeSchema schema)
    {
        var defaults = schema.SettingsOf(run.Recipe.Text(RecipeSchema.MethodPath))
            .ToDictionary(x => x.Path, x => x.Default);
        var set = run.Recipe
            .Where(x => !Equals(defaults.GetValueOrDefault(x.Key), x.Value))
            .Select(x => $"--set {Quote($"{x.Key}={Yaml(x.Value)}")}");
        var name = run.Id.Value.Replace('/', '-').Replace('.', '-');
        return string.Create(
            CultureInfo.InvariantCulture,
            $"grid train --name {name}-again --run-seed {run.Seed} {string.Join(' ', set)}");
    }

    // A word that reads as something else in YAML stands in quotes.
    private static string Yaml(Value value) => value is Value.Text { Content: var word } && !IsPlain(word)
        ? $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : value.ToString()!;

    private static bool IsPlain(string word) => word.Length > 0 && word is not ("true" or "false" or "null" or "~")
        && !double.TryParse(word, CultureInfo.InvariantCulture, out _)
        && word.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '-' or '.' or '/') && word[0] is not '-';

    private static string Quote(string argument) =>
        argument.All(x => char.IsAsciiLetterOrDigit(x) || x is '_' or '-' or '.' or '/' or '=' or '+')
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
