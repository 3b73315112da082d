using System.Globalization;
using System.Text.Json.Serialization;
using Grid.Core.Json;

namespace Grid.Core;

/// <summary>Names one sweep: its file's name, with ".2", ".3" ... for later sweeps of that name.</summary>
/// <param name="Value">The text users type.</param>
[JsonConverter(typeof(SweepIdConverter))]
public readonly record struct SweepId(string Value) : IComparable<SweepId>
{
    /// <inheritdoc/>
    public int CompareTo(SweepId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one artifact: its stage and the hash of all that its content depends on.</summary>
/// <param name="Value">"diffusion@3f2a9c01b7de"; no sweep's name has an @.</param>
[JsonConverter(typeof(ArtifactIdConverter))]
public readonly record struct ArtifactId(string Value) : IComparable<ArtifactId>
{
    /// <summary>The name under which the runs that build it are listed, in the place of a sweep's.</summary>
    public SweepId AsOwner => new(Value);

    /// <summary>True where runs of this name build an artifact.</summary>
    public static bool IsOwner(SweepId id) => id.Value.Contains('@', StringComparison.Ordinal);

    /// <inheritdoc/>
    public int CompareTo(ArtifactId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names one run: "sweep/trial/replica", trial from 1, replica from 1.</summary>
/// <param name="Value">The text users type.</param>
[JsonConverter(typeof(RunIdConverter))]
public readonly record struct RunId(string Value) : IComparable<RunId>
{
    /// <summary>Derives a run's name from its parents.</summary>
    public static RunId Of(SweepId sweep, long trialNumber, int replicaNumber) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{sweep.Value}/{trialNumber}/{replicaNumber}"));

    /// <summary>The sweep this run belongs to.</summary>
    public SweepId Sweep => new(Value[..Value.IndexOf('/', StringComparison.Ordinal)]);

    /// <summary>By sweep, then by number of trial and replica: trial 2 comes before trial 10.</summary>
    public int CompareTo(RunId other)
    {
        // Backlogs compare at every step, so nothing is allocated.
        ReadOnlySpan<char> own = Value, others = other.Value;
        for (var isNumber = false; ; isNumber = true)
        {
            var (end, otherEnd) = (PartEnd(own), PartEnd(others));

            // A number has no leading zeros, so the longer one is the larger.
            var order = isNumber && end != otherEnd
                ? end.CompareTo(otherEnd)
                : own[..end].SequenceCompareTo(others[..otherEnd]);
            if (order != 0 || end == own.Length || otherEnd == others.Length)
            {
                return order != 0 ? order : own.Length.CompareTo(others.Length);
            }

            own = own[(end + 1)..];
            others = others[(otherEnd + 1)..];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static int PartEnd(ReadOnlySpan<char> text) => text.IndexOf('/') is var at && at < 0 ? text.Length : at;
}

/// <summary>The number of an attempt of one run: 1, 2, ...; it only grows and is the run's fencing token.</summary>
/// <param name="Value">0 before the first attempt.</param>
[JsonConverter(typeof(AttemptNumberConverter))]
public readonly record struct AttemptNumber(long Value) : IComparable<AttemptNumber>
{
    /// <summary>The token after this one.</summary>
    public AttemptNumber Next => new(Value + 1);

    /// <inheritdoc/>
    public int CompareTo(AttemptNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Older than.</summary>
    public static bool operator <(AttemptNumber left, AttemptNumber right) => left.Value < right.Value;

    /// <summary>Newer than.</summary>
    public static bool operator >(AttemptNumber left, AttemptNumber right) => left.Value > right.Value;

    /// <summary>Not newer than.</summary>
    public static bool operator <=(AttemptNumber left, AttemptNumber right) => left.Value <= right.Value;

    /// <summary>Not older than.</summary>
    public static bool operator >=(AttemptNumber left, AttemptNumber right) => left.Value >= right.Value;
}
