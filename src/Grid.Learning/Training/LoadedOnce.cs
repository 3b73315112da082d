using Grid.Core;

namespace Grid.Learning.Training;

/// <summary>
/// What is large and the same for several attempts, loaded once for the process. The latest one stays; an older one
/// goes when no attempt uses it any more.
/// </summary>
internal sealed class LoadedOnce<T>
    where T : class
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeakReference<T>> _known = new(StringComparer.Ordinal);
    private (string Key, T Value)? _latest;

    /// <summary>The value of a key. Attempts that come together wait for one load.</summary>
    internal Result<T> Of(string key, Func<Result<T>> load)
    {
        lock (_lock)
        {
            var loaded = Known(key) is { } value ? Result<T>.Valid(value) : load();
            if (loaded.IsValid)
            {
                _latest = (key, loaded.Value);
                _known[key] = new WeakReference<T>(loaded.Value);
            }

            return loaded;
        }
    }

    private T? Known(string key) => _latest?.Key == key ? _latest.Value.Value
        : _known.TryGetValue(key, out var known) && known.TryGetTarget(out var value) ? value
        : null;
}
