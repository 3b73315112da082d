using System.Collections.Immutable;
using System.Globalization;
using Grid.Core;

namespace Grid.Orleans.Sweeps;

/// <summary>Which hash each sweep of one name has: the first is "name", then "name.2", "name.3" ...</summary>
/// <param name="Hashes">By number, the first at index 0.</param>
internal sealed record SweepNames(ImmutableArray<string> Hashes)
{
    /// <summary>No sweep has the name.</summary>
    public static SweepNames None { get; } = new([]);

    /// <summary>Number of the newest sweep, 0 before the first.</summary>
    public int Newest => Hashes.Length;

    /// <summary>Number of the newest sweep of a hash, 0 where there is none.</summary>
    public int NumberOf(string hash) => Hashes.LastIndexOf(hash) + 1;

    /// <summary>Id of the sweep of a number.</summary>
    public static SweepId IdOf(string name, int number) =>
        new(number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}.{number}"));
}
