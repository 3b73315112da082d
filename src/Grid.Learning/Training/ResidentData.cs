using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Learning.Training;

/// <summary>
/// Keeps image sets in memory once for the process: attempts whose recipes name the same data share it.
/// </summary>
/// <param name="load">Loads what a recipe names.</param>
public sealed class ResidentData(Func<Settings, Result<ImageSplits>> load)
{
    private readonly LoadedOnce<ImageSplits> _loaded = new();

    /// <summary>The data of a recipe.</summary>
    public Result<ImageSplits> Load(Settings recipe)
    {
        var data = Settings.Of(recipe.Where(x => x.Key.StartsWith("data.", StringComparison.Ordinal))
            .Select(x => (x.Key, x.Value)));
        return _loaded.Of(data.Canonical(), () => load(recipe));
    }
}
