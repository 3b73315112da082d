using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Storage.Rows;

/// <summary>The read model's rows of sweeps.</summary>
internal sealed class SweepTable(Database database)
{
    private const string Columns =
        """
        id, name, spec_hash, phase, reason, next, metric, direction, planned_runs, started_runs, finished_runs,
        failed_runs, cancelled_runs, best_run, has_best, best_value, started_at, ended_at, revision, checksum
        """;

    private const string Matching = "FROM sweep WHERE (?1 IS NULL OR phase = ?1) AND (?2 IS NULL OR name = ?2)";

    private readonly Statement _write = database.Prepare(
        $"""
        INSERT OR REPLACE INTO sweep ({Columns})
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _read = database.Prepare($"SELECT {Columns} FROM sweep WHERE id = ?");

    private readonly Statement _page = database.Prepare(
        $"SELECT {Columns} {Matching} ORDER BY started_at DESC, id DESC LIMIT ?3 OFFSET ?4");

    private readonly Statement _count = database.Prepare($"SELECT count(*) {Matching}");

    private readonly Statement _unfinished = database.Prepare(
        "SELECT id FROM sweep WHERE phase NOT IN ('Finished', 'Cancelled') ORDER BY started_at, id");

    public void Write(SweepSummary sweep, long revision) => _write
        .Bind(sweep.Id.Value).Bind(sweep.Name).Bind(sweep.SpecHash).Bind(sweep.Phase.ToString()).Bind(sweep.Reason)
        .Bind(sweep.Next).Bind(sweep.Objective.Metric).Bind(sweep.Objective.Direction.ToString())
        .Bind(sweep.PlannedRuns).Bind(sweep.StartedRuns).Bind(sweep.FinishedRuns).Bind(sweep.FailedRuns)
        .Bind(sweep.CancelledRuns).Bind(sweep.BestRun?.Value).BindMaybe(sweep.BestValue)
        .Bind(sweep.StartedAt).Bind(sweep.EndedAt).Bind(revision).BindChecksum().Execute();

    public SweepSummary? Read(SweepId id) => _read.Bind(id.Value).First(Map);

    public Page<SweepSummary> Read(SweepQuery query) => new(
        Bind(_page, query).Bind(query.Take).Bind(query.Skip).All(Map),
        Bind(_count, query).First(row => row.Long()));

    public ImmutableArray<SweepId> Unfinished() => _unfinished.All(row => new SweepId(row.Text()));

    private static Statement Bind(Statement statement, SweepQuery query) =>
        statement.Bind(query.Phase?.ToString()).Bind(query.Name);

    private static SweepSummary Map(Statement row)
    {
        var sweep = new SweepSummary
        {
            Id = new(row.Text()),
            Name = row.Text(),
            SpecHash = row.Text(),
            Phase = Enum.Parse<SweepPhase>(row.Text()),
            Reason = row.Text(),
            Next = row.MaybeText(),
            Objective = new(row.Text(), Enum.Parse<Direction>(row.Text())),
            PlannedRuns = row.MaybeLong(),
            StartedRuns = row.Long(),
            FinishedRuns = row.Long(),
            FailedRuns = row.Long(),
            CancelledRuns = row.Long(),
            BestRun = row.MaybeText() is { } run ? new RunId(run) : null,
            BestValue = row.MaybeDouble(),
            StartedAt = row.Time(),
            EndedAt = row.MaybeTime(),
            Revision = row.Long(),
        };
        row.VerifyChecksum("sweep", sweep.Id.Value);
        return sweep;
    }
}
