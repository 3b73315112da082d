using System.Diagnostics;
using System.Diagnostics.Metrics;
using Grid.Core.Runs;
using Grid.Core.Summaries;

namespace Grid.Orleans;

/// <summary>What the engine tells OpenTelemetry: source and meter "Grid". No run id is ever a label.</summary>
internal static class Telemetry
{
    /// <summary>The spans of attempts.</summary>
    public static readonly ActivitySource Source = new("Grid");

    private static readonly Meter Meter = new("Grid");

    private static readonly Counter<long> RunsEnded =
        Meter.CreateCounter<long>("grid.runs.ended", "{run}", "Runs that ended, by outcome");
    private static readonly Counter<long> Attempts =
        Meter.CreateCounter<long>("grid.attempts", "{attempt}", "Attempts started");
    private static readonly Counter<long> Checkpoints =
        Meter.CreateCounter<long>("grid.checkpoint.bytes", "By", "Bytes of committed checkpoints");
    private static readonly Counter<long> Steps =
        Meter.CreateCounter<long>("grid.steps", "{step}", "Optimiser steps reported");
    private static readonly Gauge<long> Waiting =
        Meter.CreateGauge<long>("grid.backlog.length", "{run}", "Runs that wait for a slot");

    /// <summary>Counts what a step of a run changed.</summary>
    public static void Count(RunState? before, RunState? after)
    {
        if (after is null || ReferenceEquals(before, after))
        {
            return;
        }

        if (after.HasEnded && before is not { HasEnded: true })
        {
            RunsEnded.Add(1, new KeyValuePair<string, object?>("outcome", after.Phase.ToString()));
        }

        if (after.Attempt > (before?.Attempt ?? default))
        {
            Attempts.Add(1);
        }

        if (after.LastCheckpoint is { } last && last != before?.LastCheckpoint)
        {
            Checkpoints.Add(last.Bytes);
        }
    }

    /// <summary>Counts the steps between two reports of an attempt.</summary>
    public static void Count(RunProgress? before, RunProgress? after) =>
        Steps.Add(Math.Max(0, (after?.Step ?? 0) - (before?.Step ?? 0)));

    /// <summary>Notes how many runs wait.</summary>
    public static void NoteWaiting(long runs) => Waiting.Record(runs);
}
