using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Data;

namespace Grid.Learning.Training;

/// <summary>
/// Keeps image sets in memory once for the process: attempts whose recipes name the same data share it. The latest set
/// stays; an older one goes when no attempt uses it any more.
/// </summary>
/// <param name="load">Loads what a recipe names.</param>
public sealed class ResidentData(Func<Settings, Result<ImageSplits>> load)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeakReference<ImageSplits>> _known = new(StringComparer.Ordinal);
    private (string Key, ImageSplits Splits)? _latest;

    /// <summary>The data of a recipe. Attempts that come together wait for one load.</summary>
    public Result<ImageSplits> Load(Settings recipe)
    {
        var key = Settings.Of(recipe.Where(x => x.Key.StartsWith("data.", StringComparison.Ordinal))
            .Select(x => (x.Key, x.Value))).Canonical();
        lock (_lock)
        {
            var loaded = Known(key) is { } splits ? Result<ImageSplits>.Valid(splits) : load(recipe);
            if (loaded.IsValid)
            {
                _latest = (key, loaded.Value);
                _known[key] = new WeakReference<ImageSplits>(loaded.Value);
            }

            return loaded;
        }
    }

    private ImageSplits? Known(string key) => _latest?.Key == key ? _latest.Value.Splits
        : _known.TryGetValue(key, out var known) && known.TryGetTarget(out var splits) ? splits
        : null;
}
