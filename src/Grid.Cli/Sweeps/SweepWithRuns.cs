using System.Collections.Immutable;
using Grid.Core.Summaries;

namespace Grid.Cli.Sweeps;

/// <summary>What "grid sweep show --json" prints.</summary>
/// <param name="Sweep">The sweep.</param>
/// <param name="Runs">Some of its runs.</param>
/// <param name="TotalRuns">How many match.</param>
internal sealed record SweepWithRuns(SweepSummary Sweep, ImmutableArray<RunSummary> Runs, long TotalRuns);
