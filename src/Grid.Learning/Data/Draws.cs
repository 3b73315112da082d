using System.Diagnostics;

namespace Grid.Learning.Data;

/// <summary>
/// Counter-based random draws: draw i of a key is a hash of (key, i), so there is nothing to save, and a stream that
/// takes more draws never shifts another one. The hash is the SplitMix64 finaliser.
/// </summary>
/// <remarks>Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", figure 16.</remarks>
public struct Draws
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly ulong _key;
    private ulong _count;

    private Draws(ulong key) => _key = key;

    /// <summary>The stream of a key, for example (seed, purpose, step, row). Order matters.</summary>
    public static Draws Of(params ReadOnlySpan<ulong> key)
    {
        ulong hash = 0;
        foreach (var part in key)
        {
            hash = Mix((hash ^ part) + Golden);
        }

        return new Draws(hash);
    }

    /// <summary>The next 64 random bits.</summary>
    public ulong Next() => Mix(_key + (++_count * Golden));

    /// <summary>The next number, uniform in [0, 1), a multiple of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>The next number, uniform in [low, high).</summary>
    public double Between(double low, double high) => low + ((high - low) * Unit());

    /// <summary>The next whole number, uniform in 0 .. bound - 1 (to within 2^-32).</summary>
    public int Below(int bound)
    {
        Debug.Assert(bound > 0, "an empty range has no number");
        return (int)(((Next() >> 32) * (ulong)bound) >> 32);
    }

    /// <summary>True with the given probability.</summary>
    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Puts the items into a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = Below(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>The SplitMix64 finaliser: a bijection of 64 bits that looks random.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
