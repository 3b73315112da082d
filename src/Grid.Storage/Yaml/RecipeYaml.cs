using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Core.Sweeps;

namespace Grid.Storage.Yaml;

/// <summary>
/// Reads a recipe as a sweep of one trial: a file of nothing but a recipe, or the recipe of a sweep file.
/// </summary>
public static class RecipeYaml
{
    private const string Option = "--set";

    /// <summary>The spec of one trial, or every fault at once.</summary>
    /// <param name="name">The sweep's name: see <see cref="NameOf"/>.</param>
    /// <param name="text">The file's content.</param>
    /// <param name="overrides">Settings that win over the file's: "train.lr=0.1".</param>
    /// <param name="schema">What recipes may say.</param>
    /// <param name="environment">The value of a variable; null where it is not set.</param>
    public static Result<SweepSpec> Read(
        string name, string text, IEnumerable<string> overrides, RecipeSchema schema, Func<string, string?> environment)
    {
        var (root, faults) = YamlTree.Read(text, environment);
        if (root is null)
        {
            return Result<SweepSpec>.Invalid(faults);
        }

        var reader = new YamlReader();
        var whole = IsSweep(root) ? root : AsSweep(root);
        var draft = new DraftYaml(reader).Read(whole);
        var above = Overrides(overrides, reader, environment);
        var alone = draft with
        {
            Name = name,
            Recipe = draft.Recipe.Overlay(above),
            Space = new() { Constraints = draft.Space.Constraints },
            Replicas = 1,
            Sampler = new SweepDraft().Sampler,
        };
        var spec = SweepYaml.Resolve(alone, schema, whole, [.. faults, .. reader.Faults]);
        return spec.IsValid ? spec : Result<SweepSpec>.Invalid([.. spec.Faults.Select(x => AtOverride(x, above))]);
    }

    /// <summary>A sweep's name made from a file's: lower-case letters, digits and dashes.</summary>
    public static string NameOf(string fileName)
    {
        var letters = Path.GetFileNameWithoutExtension(fileName).ToLowerInvariant()
            .Select(x => char.IsAsciiLetterOrDigit(x) ? x : '-');
        var name = string.Concat(letters.Take(64)).Trim('-');
        return name.Length > 0 ? name : "recipe";
    }

    private static bool IsSweep(YamlNode.Map root) => root.Entries.Any(x => DraftYaml.Keys.Contains(x.Key));

    private static YamlNode.Map AsSweep(YamlNode.Map recipe) => new(
        [new("grid", new YamlNode.Scalar("1", IsQuoted: false, 1), 1), new("recipe", recipe, recipe.Line)],
            recipe.Line);

    private static Settings Overrides(
        IEnumerable<string> overrides, YamlReader reader, Func<string, string?> environment)
    {
        var pairs = ImmutableArray.CreateBuilder<(string, Value)>();
        foreach (var text in overrides)
        {
            if (text.Split('=', 2) is [{ Length: > 0 } path, { Length: > 0 } value]
                && YamlTree.ReadScalar(value, environment) is { } scalar)
            {
                pairs.Add((path.Trim(), YamlReader.ValueOf(scalar)));
            }
            else
            {
                reader.Add(Option, $"must be key=value, found '{text}'");
            }
        }

        return Settings.Of(pairs);
    }

    // What an option said has no line in the file.
    private static Diagnostic AtOverride(Diagnostic fault, Settings above) =>
        above.Any(x => fault.Field == $"recipe.{x.Key}")
            ? fault with { Field = fault.Field.Replace("recipe.", $"{Option} ", StringComparison.Ordinal), Line = null }
            : fault;
}
