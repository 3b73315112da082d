using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>The states of grains, each under a version that its writer must know.</summary>
internal sealed class GrainTable(Database database)
{
    private readonly Statement _insert = database.Prepare(
        "INSERT INTO grain_state VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING");

    private readonly Statement _update = database.Prepare(
        """
        UPDATE grain_state SET version = ?3, payload = ?4, checksum = ?5
        WHERE kind = ?1 AND key = ?2 AND version = ?3 - 1
        """);

    private readonly Statement _read = database.Prepare(
        "SELECT kind, key, version, payload, checksum FROM grain_state WHERE kind = ? AND key = ?");

    /// <summary>
    /// Writes the version after the row's; false, and nothing written, where it is not at that version.
    /// </summary>
    public bool Write(StateRow row) => (row.Version == 0 ? _insert : _update)
        .Bind(row.Kind).Bind(row.Key).Bind(row.Version + 1).BindBlob(row.Payload.Span).BindChecksum().Execute() == 1;

    public StateRow? Read(string kind, string key) => _read.Bind(kind).Bind(key).First(Map);

    private static StateRow Map(Statement row)
    {
        var state = new StateRow(row.Text(), row.Text(), row.Long(), row.Bytes().ToArray());
        row.VerifyChecksum(state.Kind, state.Key);
        return state;
    }
}
