using System.Collections.Immutable;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Core.Runs;

/// <summary>What a run is doing now, from the reports of its attempt.</summary>
public static class RunProgresses
{
    /// <summary>The progress after one more report; a report that says nothing new leaves it as it is.</summary>
    public static RunProgress? After(RunProgress? before, AttemptReport report, DateTimeOffset at)
    {
        if (report.Progress is null && report.Metrics.IsEmpty)
        {
            return before;
        }

        var now = report.Progress;
        return new(
            report.Run,
            now?.Step ?? before?.Step ?? 0,
            now?.Steps ?? before?.Steps ?? 0,
            now?.ImagesPerSecond ?? before?.ImagesPerSecond ?? 0,
            now?.Stage ?? before?.Stage ?? "train",
            Last(report.Metrics, "train.loss") ?? before?.LossNats,
            Last(report.Metrics, "val.knn.top1") ?? before?.KnnTop1,
            at);
    }

    private static double? Last(ImmutableArray<MetricSeries> all, string name)
    {
        foreach (var series in all)
        {
            if (series.Name == name && !series.Values.IsEmpty)
            {
                return series.Values[^1];
            }
        }

        return null;
    }
}
