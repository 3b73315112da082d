using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Storage.Rows;

/// <summary>The read model's rows of runs.</summary>
internal sealed class RunTable(Database database)
{
    private const string Columns =
        """
        sweep, trial, replica, phase, has_objective, objective, revision, attempt, failures, checkpoint_step,
        created_at, ended_at, assignment, metrics, reason, next, device, checksum
        """;

    private static readonly string Updates = string.Join(
        ", ", Columns.Split(',').Skip(3).Select(x => x.Trim()).Select(x => $"{x} = excluded.{x}"));

    private readonly Statement _write = database.Prepare(
        $"""
        INSERT INTO run ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (sweep, trial, replica) DO UPDATE SET {Updates}
        """);

    private readonly Statement _writeMetric = database.Prepare(
        "INSERT OR REPLACE INTO final_metric VALUES (?, ?, ?, ?, ?)");

    private readonly Statement _read = database.Prepare(
        $"SELECT {Columns} FROM run WHERE sweep = ? AND trial = ? AND replica = ?");

    private readonly Statement _direction = database.Prepare("SELECT direction FROM sweep WHERE id = ?");

    public void Write(RunSummary run, long revision)
    {
        _write.Bind(run.Sweep.Value).Bind(run.Trial).Bind(run.Replica).Bind(run.Phase.ToString())
            .BindMaybe(run.ObjectiveValue).Bind(revision).Bind(run.Attempt.Value).Bind(run.Failures)
            .Bind(run.CheckpointStep).Bind(run.CreatedAt).Bind(run.EndedAt)
            .BindUtf8(JsonSerializer.SerializeToUtf8Bytes(run.Assignment, GridJson.Default.Settings))
            .BindUtf8(Text(run.Metrics))
            .Bind(run.Reason).Bind(run.Next).Bind(run.Device).BindChecksum().Execute();
        if (run.Phase != RunPhase.Finished)
        {
            return;
        }

        foreach (var (name, value) in run.Metrics)
        {
            _writeMetric.Bind(run.Sweep.Value).Bind(name).Bind(run.Trial).Bind(run.Replica).Bind(value).Execute();
        }
    }

    public RunSummary? Read(RunId id) =>
        id.Value.Split('/') is [var sweep, var trial, var replica]
        && long.TryParse(trial, CultureInfo.InvariantCulture, out var trialNumber)
        && int.TryParse(replica, CultureInfo.InvariantCulture, out var replicaNumber)
            ? _read.Bind(sweep).Bind(trialNumber).Bind(replicaNumber).First(Map)
            : null;

    public Page<RunSummary> Read(RunQuery query)
    {
        var index = query.AfterRevision == 0 ? "" : " INDEXED BY run_by_revision";
        var matching = $"FROM run{index} WHERE sweep = ?{Filters(query)}";
        var order = Order(query);
        return new(
            Bind(database.Prepare($"SELECT {Columns} {matching} ORDER BY {order} LIMIT ? OFFSET ?"), query)
                .Bind(query.Take).Bind(query.Skip).All(Map),
            Bind(database.Prepare($"SELECT count(*) {matching}"), query).First(row => row.Long()));
    }

    private static string Filters(RunQuery query) =>
        (query.Phase is null ? "" : " AND phase = ?")
        + (query.Trial is null ? "" : " AND trial = ?")
        + (query.AfterRevision == 0 ? "" : " AND revision > ?")
        + string.Concat(Enumerable.Repeat(" AND assignment -> ? = ?", query.Where.Count));

    private static Statement Bind(Statement statement, RunQuery query)
    {
        statement.Bind(query.Sweep.Value);
        _ = query.Phase is { } phase ? statement.Bind(phase.ToString()) : statement;
        _ = query.Trial is { } trial ? statement.Bind(trial) : statement;
        _ = query.AfterRevision == 0 ? statement : statement.Bind(query.AfterRevision);
        foreach (var (path, value) in query.Where)
        {
            var text = JsonSerializer.SerializeToUtf8Bytes(value, GridJson.Default.Value);
            statement.Bind($"$.\"{path}\"").BindUtf8(text);
        }

        return statement;
    }

    private string Order(RunQuery query) => query.Order switch
    {
        RunOrder.Changed => "revision DESC",
        RunOrder.Objective when Minimizes(query.Sweep) => "objective IS NULL, objective, trial, replica",
        RunOrder.Objective => "objective IS NULL, objective DESC, trial, replica",
        _ => "trial, replica",
    };

    // Most saves come before the end, when there are none.
    private static ReadOnlySpan<byte> Text(ImmutableSortedDictionary<string, double> metrics) => metrics.IsEmpty
        ? "{}"u8
        : JsonSerializer.SerializeToUtf8Bytes(metrics, GridJson.Default.ImmutableSortedDictionaryStringDouble);

    private static ImmutableSortedDictionary<string, double> Metrics(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("{}"u8)
            ? ImmutableSortedDictionary<string, double>.Empty
            : JsonSerializer.Deserialize(text, GridJson.Default.ImmutableSortedDictionaryStringDouble)!;

    private bool Minimizes(SweepId sweep) =>
        _direction.Bind(sweep.Value).First(row => row.Text()) == nameof(Direction.Minimize);

    private static RunSummary Map(Statement row)
    {
        var (sweep, trial, replica) = (new SweepId(row.Text()), row.Long(), row.Integer());
        var (phase, objective, revision) = (Enum.Parse<RunPhase>(row.Text()), row.MaybeDouble(), row.Long());
        var run = new RunSummary
        {
            Id = RunId.Of(sweep, trial, replica),
            Sweep = sweep,
            Trial = trial,
            Replica = replica,
            Phase = phase,
            ObjectiveValue = objective,
            Revision = revision,
            Attempt = new(row.Long()),
            Failures = row.Integer(),
            CheckpointStep = row.Long(),
            CreatedAt = row.Time(),
            EndedAt = row.MaybeTime(),
            Assignment = JsonSerializer.Deserialize(row.Bytes(), GridJson.Default.Settings)!,
            Metrics = Metrics(row.Bytes()),
            Reason = row.Text(),
            Next = row.MaybeText(),
            Device = row.MaybeText(),
        };
        row.VerifyChecksum("run", run.Id.Value);
        return run;
    }
}
