using Grid.Core.Recipes;
using Grid.Learning.Data;
using Grid.Learning.Methods;

namespace Grid.Cli.Composition;

/// <summary>What recipes may say: the common settings and those of the methods at hand.</summary>
internal static class RecipeSchemas
{
    private static readonly Lazy<RecipeSchema> Lazy =
        new(() => new(MethodCatalog.Specs, [.. DataSets.All.Select(x => x.Name)]));

    /// <summary>The schema; reading it loads no native code.</summary>
    public static RecipeSchema All => Lazy.Value;
}
