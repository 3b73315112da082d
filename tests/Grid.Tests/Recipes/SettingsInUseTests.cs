using System.Text.RegularExpressions;
using Grid.Core.Recipes;

namespace Grid.Tests.Recipes;

/// <summary>A setting that nobody reads would be a promise that nobody keeps.</summary>
public sealed partial class SettingsInUseTests
{
    [Fact]
    public void Every_common_setting_is_read_where_runs_are_trained()
    {
        var sources = Checkout.Files("*.cs")
            .Where(x => Checkout.NameOf(x).StartsWith("src/Grid.Learning/", StringComparison.Ordinal))
            .Select(x => File.ReadAllText(x.FullName)).ToArray();
        var named = sources.SelectMany(x => NamedPath().Matches(x))
            .ToLookup(x => x.Groups["name"].Value, x => x.Groups["path"].Value);
        var read = sources.SelectMany(x => Reading().Matches(x)).SelectMany(x => x.Groups["path"].Success
            ? [x.Groups["path"].Value]
            : named[x.Groups["name"].Value]).ToHashSet();

        var bare = new MethodSpec { Name = "bare", Summary = "Has no settings of its own", Paper = "none" };
        var common = new RecipeSchema([bare], ["shapes"]).SettingsOf("bare").Select(x => x.Path).ToArray();
        Assert.NotEmpty(common);
        Assert.Empty(common.Except(read));
    }

    // recipe.Number("train.lr"), settings.Text(DataSettings.Root)
    [GeneratedRegex("""\.(?:Number|Integer|Text|Flag)\((?:"(?<path>[a-z_.]+)"|\w+\.(?<name>\w+))\)""")]
    private static partial Regex Reading();

    [GeneratedRegex("""const string (?<name>\w+) = "(?<path>[a-z_.]+)";""")]
    private static partial Regex NamedPath();
}
