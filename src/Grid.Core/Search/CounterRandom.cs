namespace Grid.Core.Search;

/// <summary>
/// Random bits that are a function of a key: no state, so any draw can be computed alone, in any order, on any
/// machine. Each word of the key goes through the finaliser of SplitMix64.
/// </summary>
/// <remarks>Steele, Lea and Flood 2014, https://doi.org/10.1145/2660193.2660195.</remarks>
public static class CounterRandom
{
    private const ulong Weyl = 0x9E3779B97F4A7C15;

    /// <summary>64 uniform bits for a key.</summary>
    public static ulong Bits(params ReadOnlySpan<ulong> key)
    {
        var state = Weyl;
        foreach (var word in key)
        {
            state = Mix(state + Weyl + Mix(word + Weyl));
        }

        return state;
    }

    /// <summary>The number in [0, 1) that 64 bits stand for.</summary>
    public static double Unit(ulong bits) => (bits >> 11) * (1.0 / (1UL << 53));

    /// <summary>The whole number in [0, <paramref name="count"/>) that 64 bits stand for.</summary>
    public static long Below(long count, ulong bits) => (long)Math.BigMul(bits, (ulong)count, out _);

    /// <summary>A number that stands for a word in a key.</summary>
    public static ulong Word(string text)
    {
        var state = Weyl;
        foreach (var letter in text)
        {
            state = Mix(state ^ letter) + Weyl;
        }

        return state;
    }

    private static ulong Mix(ulong word)
    {
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
}
