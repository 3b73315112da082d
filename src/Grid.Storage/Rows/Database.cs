using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Grid.Storage.Rows;

/// <summary>One connection to the SQLite file, used by one thread at a time, with its prepared statements.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    private Database(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
    }

    public string Path { get; }

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>Opens for writing and creates the file where there is none.</summary>
    /// <exception cref="Core.Ports.StoreException">It cannot be opened.</exception>
    public static Database OpenWriter(string path)
    {
        var database = Open(path, SqliteOpenMode.ReadWriteCreate);

        // Checkpoints copy each page once however often it was rewritten, so rarer ones write less.
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=8192");
        // Small, because a commit that splits a page walks the whole table of cached pages.
        database.Execute("PRAGMA cache_size=-8192");
        return database;
    }

    /// <summary>Opens for reading beside the writer, in this process or another.</summary>
    /// <exception cref="Core.Ports.StoreException">It cannot be opened.</exception>
    public static Database OpenReader(string path)
    {
        var database = Open(path, SqliteOpenMode.ReadOnly);
        database.Execute("PRAGMA cache_size=-16384");
        return database;
    }

    /// <summary>Runs statements that bind and return nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <summary>The statement of a text, prepared once for this connection.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(this, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>A single whole number.</summary>
    public long Number(string sql) => Prepare(sql).First(row => row.Long());

    /// <summary>Undoes the open transaction; a failed write may have done so already.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Throws where a call of SQLite failed.</summary>
    /// <exception cref="Core.Ports.StoreException">It failed.</exception>
    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            throw SqliteFaults.Of(code, raw.sqlite3_errmsg(Handle).utf8_to_string(), Path);
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    private static Database Open(string path, SqliteOpenMode mode)
    {
        var options = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(options.ToString());
        try
        {
            connection.Open();
            var database = new Database(connection, path);
            raw.sqlite3_busy_timeout(database.Handle, (int)TimeSpan.FromSeconds(1).TotalMilliseconds);
            return database;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw SqliteFaults.Of(e.SqliteErrorCode, e.Message, path);
        }
    }
}
