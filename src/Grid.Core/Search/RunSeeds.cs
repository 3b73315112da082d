using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>
/// Seeds of runs. They depend on what a run is, never on when or where it was made, so a laptop and a cluster, and two
/// orders of the same trials, give the same bits.
/// </summary>
public static class RunSeeds
{
    /// <summary>The seed of one run.</summary>
    /// <param name="sweepSeed">The sweep's seed.</param>
    /// <param name="assignment">The trial's knobs.</param>
    /// <param name="replica">Number of the replica, from 1.</param>
    public static ulong Of(ulong sweepSeed, Settings assignment, int replica)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"seed={sweepSeed}\nreplica={replica}\n");
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text + assignment.Canonical()));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
