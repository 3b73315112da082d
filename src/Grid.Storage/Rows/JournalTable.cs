using System.Collections.Immutable;
using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>The events of grains, in the order they were saved.</summary>
internal sealed class JournalTable(Database database)
{
    private readonly Statement _insert = database.Prepare("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)");

    private readonly Statement _read = database.Prepare(
        "SELECT kind, key, revision, at, payload, checksum FROM journal WHERE kind = ? AND key = ? ORDER BY revision");

    public void Write(JournalRow row, long revision) => _insert
        .Bind(row.Kind).Bind(row.Key).Bind(revision).Bind(row.At).Bind(row.Payload).BindChecksum().Execute();

    public ImmutableArray<JournalRow> Read(string kind, string key) => _read.Bind(kind).Bind(key).All(Map);

    private static JournalRow Map(Statement row)
    {
        var (kind, key, _) = (row.Text(), row.Text(), row.Long());
        var entry = new JournalRow(kind, key, row.Time(), row.Text());
        row.VerifyChecksum("the journal of " + kind, key);
        return entry;
    }
}
