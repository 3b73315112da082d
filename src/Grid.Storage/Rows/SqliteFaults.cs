using System.Globalization;
using Grid.Core.Ports;
using SQLitePCL;

namespace Grid.Storage.Rows;

/// <summary>Says in plain words what a result code of SQLite means and what to do about it.</summary>
internal static class SqliteFaults
{
    private const string RestoreHint = "restore the file from a copy, or start again with another --home";

    public static StoreException Of(int code, string message, string path) => (code & 0xff) switch
    {
        raw.SQLITE_FULL => new($"no space left to write {path}", true)
        {
            Hint = "free some space on that disk; nothing stored is lost, and the sweep goes on where it was",
        },
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new($"{path} is locked by another process", true)
        {
            Hint = "end the other program that has the file open",
        },
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => new($"{path} is damaged: {message}", false) { Hint = RestoreHint },
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => new($"{path} may not be written: {message}", false)
        {
            Hint = "check who owns the folder and its permissions",
        },
        raw.SQLITE_CANTOPEN => new($"{path} cannot be opened: {message}", false)
        {
            Hint = "check that the folder exists and may be read",
        },
        raw.SQLITE_IOERR => new($"the disk failed under {path}: {message}", true)
        {
            Hint = "check the disk (dmesg, smartctl) and its free space",
        },
        _ => new($"{path}: {message} (SQLite {code.ToString(CultureInfo.InvariantCulture)})", false),
    };

    public static StoreException DamagedRow(string table, string key, string path) =>
        new($"the row of {table} {key} in {path} is damaged: its checksum does not match", false)
        {
            Hint = RestoreHint,
        };
}
