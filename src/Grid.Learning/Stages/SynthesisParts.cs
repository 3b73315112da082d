using System.Globalization;
using System.Security.Cryptography;
using Grid.Core.Ports;

namespace Grid.Learning.Stages;

/// <summary>
/// What is done of a synthesis, as blobs of consecutive samples, so that the next builder goes on where this one stops.
/// A blob's name tells where it begins and which content it has.
/// </summary>
/// <param name="blobs">Where to.</param>
/// <param name="output">The output that is being built.</param>
/// <param name="precision">What the samples are computed in: those of another are not gone on from.</param>
internal sealed class SynthesisParts(IBlobStore blobs, string output, string precision)
{
    private readonly string _prefix = $"{Folder(output)}{precision}/";

    /// <summary>Copies all that is done without a gap to the front; gives the number of bytes.</summary>
    /// <param name="pixels">Pixels of all samples.</param>
    internal async Task<int> Read(Memory<byte> pixels)
    {
        var done = 0;
        await foreach (var entry in blobs.List(_prefix))
        {
            // Of two that begin at one place either will do; one that begins elsewhere follows a damaged one.
            if (entry.Name.StartsWith(Name(done, ""), StringComparison.Ordinal)
                && await blobs.Read(entry.Name) is { } part
                && entry.Name == Name(done, HashOf(part.Content.Span))
                && done + part.Content.Length <= pixels.Length)
            {
                part.Content.CopyTo(pixels[done..]);
                done += part.Content.Length;
            }
        }

        return done;
    }

    /// <summary>Makes some samples durable.</summary>
    /// <param name="at">Bytes before them.</param>
    /// <param name="pixels">Their pixels.</param>
    internal void Write(int at, ReadOnlyMemory<byte> pixels) =>
        blobs.PutIfAbsent(Name(at, HashOf(pixels.Span)), pixels).GetAwaiter().GetResult();

    /// <summary>Deletes all parts of an output that holds them.</summary>
    internal static async Task Delete(IBlobStore blobs, string output)
    {
        var names = new List<string>();
        await foreach (var entry in blobs.List(Folder(output)))
        {
            names.Add(entry.Name);
        }

        foreach (var name in names)
        {
            await blobs.Delete(name);
        }
    }

    private static string Folder(string output) => output + ".parts/";

    private string Name(int at, string hash) =>
        string.Create(CultureInfo.InvariantCulture, $"{_prefix}{at:D10}-{hash}");

    private static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
