using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>A write that waits for its group; its task completes once it is durable.</summary>
internal abstract class PendingWrite() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Writes its rows into the open transaction.</summary>
    /// <param name="tables">Where.</param>
    /// <param name="revision">The last change number; grows by one for every row that carries one.</param>
    /// <returns>Null, or why nothing of it was written while the others of its group go on.</returns>
    public abstract Exception? Apply(Tables tables, ref long revision);

    /// <summary>One save of a grain.</summary>
    public sealed class Grain(GrainRows rows) : PendingWrite
    {
        public override Exception? Apply(Tables tables, ref long revision)
        {
            // The state comes first: where its version is wrong, nothing else of this save has been written yet.
            if (!tables.Grains.Write(rows.State))
            {
                return new VersionConflictException(rows.State.Kind, rows.State.Key);
            }

            foreach (var entry in rows.Journal)
            {
                tables.Journal.Write(entry, ++revision);
            }

            if (rows.Sweep is { } sweep)
            {
                tables.Sweeps.Write(sweep, ++revision);
            }

            if (rows.Run is { } run)
            {
                tables.Runs.Write(run, ++revision);
            }

            if (rows.Artifact is { } artifact)
            {
                tables.Artifacts.Write(artifact);
            }

            return null;
        }
    }

    /// <summary>The end of a sweep's rows.</summary>
    public sealed class Erasure(SweepId sweep) : PendingWrite
    {
        public override Exception? Apply(Tables tables, ref long revision)
        {
            tables.Eraser.Erase(sweep);
            tables.Metrics.Forget();
            return null;
        }
    }

    /// <summary>Metric points of a run.</summary>
    public sealed class Metrics(RunId run, ImmutableArray<MetricSeries> series) : PendingWrite
    {
        public override Exception? Apply(Tables tables, ref long revision)
        {
            foreach (var one in series)
            {
                tables.Metrics.Write(run, one);
            }

            return null;
        }
    }

    /// <summary>Lines of a run's log.</summary>
    public sealed class Log(RunId run, ImmutableArray<LogLine> lines) : PendingWrite
    {
        public override Exception? Apply(Tables tables, ref long revision)
        {
            foreach (var line in lines)
            {
                tables.Logs.Write(run, line, ++revision);
            }

            return null;
        }
    }
}
