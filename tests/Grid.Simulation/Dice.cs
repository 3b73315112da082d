namespace Grid.Simulation;

/// <summary>All randomness of one schedule. Equal seeds, equal rolls (SplitMix64: Steele, Lea, Flood 2014).</summary>
public sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    public ulong Roll()
    {
        _state += 0x9E3779B97F4A7C15;
        var x = _state;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>A whole number in [low, high].</summary>
    public int Between(int low, int high) => low + (int)(Roll() % (ulong)(high - low + 1));

    /// <summary>True with a probability in percent.</summary>
    public bool Percent(int chance) => chance > 0 && Between(1, 100) <= chance;

    public T Pick<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];
}
