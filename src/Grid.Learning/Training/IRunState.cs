using System.Collections.Immutable;
using System.Globalization;

namespace Grid.Learning.Training;

/// <summary>All that a later step of some training depends on.</summary>
internal interface IRunState
{
    /// <summary>Optimiser steps done.</summary>
    long Step { get; }

    /// <summary>The step that was evaluated last; -1 before the first evaluation.</summary>
    long EvaluatedAt { get; }

    /// <summary>The last value of every metric that does not depend on the clock.</summary>
    ImmutableSortedDictionary<string, double> Last { get; set; }

    /// <summary>The state as the bytes of some files, by role.</summary>
    ImmutableArray<(string Role, ReadOnlyMemory<byte> Bytes)> Write();
}

/// <summary>Metrics as the text that states keep.</summary>
internal static class MetricText
{
    /// <summary>"name=value" with spaces between.</summary>
    internal static string Write(ImmutableSortedDictionary<string, double> metrics) => string.Join(' ', metrics.Select(
        x => $"{x.Key}={x.Value.ToString("R", CultureInfo.InvariantCulture)}"));

    /// <summary>What <see cref="Write"/> wrote.</summary>
    internal static ImmutableSortedDictionary<string, double> Read(string text) => text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(x => x.Split('='))
        .ToImmutableSortedDictionary(x => x[0],
            x => double.Parse(x[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
