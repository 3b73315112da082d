using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;

namespace Grid.Cli.Watching;

/// <summary>Everything that a person who watches a sweep wants to see, from the updates so far.</summary>
internal sealed record SweepBoard
{
    /// <summary>The sweep.</summary>
    public required SweepSummary Summary { get; init; }

    /// <summary>Runs aboard a device, by id.</summary>
    public ImmutableSortedDictionary<RunId, RunRow> Aboard { get; init; } =
        ImmutableSortedDictionary<RunId, RunRow>.Empty;

    /// <summary>Builds of artifacts aboard a device, by id.</summary>
    public ImmutableSortedDictionary<RunId, RunRow> Builds { get; init; } =
        ImmutableSortedDictionary<RunId, RunRow>.Empty;

    /// <summary>Rows of the runs that were ever mentioned.</summary>
    public ImmutableDictionary<RunId, RunSummary> Runs { get; init; } = ImmutableDictionary<RunId, RunSummary>.Empty;

    /// <summary>Runs that changed with the last update.</summary>
    public ImmutableArray<RunSummary> Changed { get; init; } = [];

    /// <summary>Devices.</summary>
    public ImmutableArray<DeviceSummary> Devices { get; init; } = [];

    /// <summary>Why nothing is stored now, or null.</summary>
    public Diagnostic? Trouble { get; init; }

    /// <summary>Runs that ended.</summary>
    public long Ended => Summary.FinishedRuns + Summary.FailedRuns + Summary.CancelledRuns;

    /// <summary>Part done, running ones by their steps; 0 to 1, or null where nobody knows the whole.</summary>
    public double? Done => Summary.PlannedRuns is > 0 and { } planned
        ? Math.Clamp((Ended + Aboard.Values.Sum(x => x.Done)) / planned, 0, 1)
        : null;

    /// <summary>Until the sweep ends, if all goes on like now; null where nothing can be said.</summary>
    public TimeSpan? Left
    {
        get
        {
            var rate = Aboard.Values.Sum(x => x.StepsPerSecond);
            if (rate <= 0 || Summary.PlannedRuns is not { } planned)
            {
                return null;
            }

            var aboard = Aboard.Values.Sum(x => x.Last.Steps - x.Last.Step);
            var waiting = Math.Max(0, planned - Ended - Aboard.Count) * Aboard.Values.Average(x => x.Last.Steps);
            return TimeSpan.FromSeconds(Math.Min((aboard + waiting) / rate, TimeSpan.MaxValue.TotalSeconds / 2));
        }
    }

    /// <summary>The board after the first update.</summary>
    public static SweepBoard Of(SweepUpdate update) => new SweepBoard { Summary = update.Summary }.With(update);

    /// <summary>The board after the next update.</summary>
    public SweepBoard With(SweepUpdate update) => this with
    {
        Summary = update.Summary,
        Runs = Runs.SetItems(update.Runs.Select(x => KeyValuePair.Create(x.Id, x))),
        Changed = [.. update.Runs.Where(x => !Runs.TryGetValue(x.Id, out var before) || IsNews(before, x))],
        Devices = update.Devices,
        Trouble = update.Trouble,
        Aboard = RowsOf(update.Progress.Where(x => !ArtifactId.IsOwner(x.Run.Sweep)), Aboard),
        Builds = RowsOf(update.Progress.Where(x => ArtifactId.IsOwner(x.Run.Sweep)), Builds),
    };

    private static ImmutableSortedDictionary<RunId, RunRow> RowsOf(
        IEnumerable<RunProgress> now, ImmutableSortedDictionary<RunId, RunRow> before) =>
        now.ToImmutableSortedDictionary(
            x => x.Run, x => before.TryGetValue(x.Run, out var row) ? row.With(x) : new RunRow(x, x));

    // A checkpoint changes the row, too, but is no news.
    private static bool IsNews(RunSummary before, RunSummary after) =>
        (before.Phase, before.Attempt, before.Failures) != (after.Phase, after.Attempt, after.Failures);
}
