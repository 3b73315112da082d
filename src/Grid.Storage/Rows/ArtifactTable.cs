using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Artifacts;
using Grid.Core.Summaries;

namespace Grid.Storage.Rows;

/// <summary>The read model's rows of artifacts.</summary>
internal sealed class ArtifactTable(Database database)
{
    private const string Columns =
        "id, stage, phase, reason, next, output, bytes, builds, users, created_at, built_at, checksum";

    private readonly Statement _write = database.Prepare(
        $"INSERT OR REPLACE INTO artifact ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");

    private readonly Statement _all = database.Prepare(
        $"SELECT {Columns} FROM artifact ORDER BY created_at DESC, id");

    public void Write(ArtifactSummary artifact) => _write
        .Bind(artifact.Id.Value).Bind(artifact.Stage).Bind(artifact.Phase.ToString()).Bind(artifact.Reason)
        .Bind(artifact.Next).Bind(artifact.Output).Bind(artifact.Bytes).Bind(artifact.Builds)
        .Bind(string.Join('\n', artifact.Users)).Bind(artifact.CreatedAt).Bind(artifact.BuiltAt)
        .BindChecksum().Execute();

    public ImmutableArray<ArtifactSummary> All() => _all.All(Map);

    private static ArtifactSummary Map(Statement row)
    {
        var artifact = new ArtifactSummary
        {
            Id = new(row.Text()),
            Stage = row.Text(),
            Phase = Enum.Parse<ArtifactPhase>(row.Text()),
            Reason = row.Text(),
            Next = row.MaybeText(),
            Output = row.Text(),
            Bytes = row.Long(),
            Builds = row.Long(),
            Users = [.. row.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => new SweepId(x))],
            CreatedAt = row.Time(),
            BuiltAt = row.MaybeTime(),
        };
        row.VerifyChecksum("artifact", artifact.Id.Value);
        return artifact;
    }
}
