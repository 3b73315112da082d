using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>The logs of runs.</summary>
internal sealed class LogTable(Database database)
{
    private readonly Statement _insert = database.Prepare("INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)");

    private readonly Statement _last = database.Prepare(
        """
        SELECT * FROM (SELECT run, revision, attempt, at, text, checksum FROM log WHERE run = ?
                       ORDER BY revision DESC LIMIT ?) ORDER BY revision
        """);

    public void Write(RunId run, LogLine line, long revision) => _insert
        .Bind(run.Value).Bind(revision).Bind(line.Attempt).Bind(line.At).Bind(line.Text).BindChecksum().Execute();

    /// <summary>The last lines, oldest first.</summary>
    public ImmutableArray<LogLine> Last(RunId run, int maxLines) => _last.Bind(run.Value).Bind(maxLines).All(Map);

    private static LogLine Map(Statement row)
    {
        var (run, _) = (row.Text(), row.Long());
        var line = new LogLine(row.Long(), row.Time(), row.Text());
        row.VerifyChecksum("the log of", run);
        return line;
    }
}
