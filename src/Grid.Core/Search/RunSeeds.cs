using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>Seeds of runs.</summary>
public static class RunSeeds
{
    /// <summary>
    /// hash(sweep seed, canonical assignment, replica): never the sweep's id or the order of things, so that laptop
    /// and cluster give the same bits.
    /// </summary>
    public static ulong Of(ulong sweepSeed, Settings assignment, int replica)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{sweepSeed}\n{replica}\n{assignment.Canonical()}");
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
