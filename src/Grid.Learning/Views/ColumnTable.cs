using System.Runtime.Intrinsics;
using Grid.Learning.Data;

namespace Grid.Learning.Views;

/// <summary>
/// A line's weights laid out for vectors: eight bytes of a stretched line of RGB pixels come from five old pixels at
/// most, so from one load of 16 bytes.
/// </summary>
internal sealed class ColumnTable
{
    private readonly Group[] _groups;

    /// <summary>Lays out the weights of a line.</summary>
    internal ColumnTable(Resampling weights)
    {
        var bytes = weights.Starts.Length * ImageSet.Channels;
        _groups = [.. Enumerable.Range(0, (bytes + Lanes.Count - 1) / Lanes.Count)
            .Select(group => GroupAt(weights, group * Lanes.Count, bytes))];
    }

    /// <summary>Stretches a line. Reads up to 16 bytes, and writes up to 7, beyond the line's end.</summary>
    /// <param name="source">Where the old line begins.</param>
    /// <param name="target">Where the new line begins.</param>
    internal void Apply(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var groups = _groups;
        for (var index = 0; index < groups.Length; index++)
        {
            ref readonly var group = ref groups[index];
            var bytes = Vector128.ShuffleNative(Vector128.Create(source[group.Source..]), group.Taps);
            var sum = (Lanes.Widen(bytes) * group.First) + Vector256.Create(Resampling.Half)
                + (Lanes.Widen(bytes.AsUInt64().WithElement(0, bytes.AsUInt64()[1]).AsByte()) * group.Second);
            Lanes.Store(sum >> Resampling.Bits, target, index * Lanes.Count);
        }
    }

    private static Group GroupAt(Resampling weights, int begin, int bytes)
    {
        const int channels = ImageSet.Channels;
        var source = weights.Starts[begin / channels] * channels;
        Span<byte> taps = stackalloc byte[2 * Lanes.Count];
        Span<int> first = stackalloc int[Lanes.Count];
        Span<int> second = stackalloc int[Lanes.Count];
        for (var lane = 0; lane < Math.Min(Lanes.Count, bytes - begin); lane++)
        {
            var (place, channel) = Math.DivRem(begin + lane, channels);
            var from = (weights.Starts[place] * channels) + channel - source;
            (taps[lane], taps[Lanes.Count + lane]) = ((byte)from, (byte)(from + channels));
            (first[lane], second[lane]) = (weights.First[place], weights.Second[place]);
        }

        return new Group(source, Vector128.Create<byte>(taps), Vector256.Create<int>(first),
            Vector256.Create<int>(second));
    }

    /// <summary>Eight new bytes: where the old ones begin, which of them (eight first, eight second), their
    /// weights.</summary>
    private readonly record struct Group(int Source, Vector128<byte> Taps, Vector256<int> First, Vector256<int> Second);
}
