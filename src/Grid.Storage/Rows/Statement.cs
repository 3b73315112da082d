using System.Collections.Immutable;
using System.Text;
using SQLitePCL;

namespace Grid.Storage.Rows;

/// <summary>
/// A prepared statement that is kept and used again. Values are bound, and columns read, in order; each of them enters
/// the row's checksum, which is the last parameter of a write and the last column of a read.
/// </summary>
/// <remarks>Works on SQLite's own calls: a command object with parameters costs ten times as much per row.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _handle;
    private byte[] _utf8 = new byte[1024];
    private Crc32C _checksum;
    private int _next;

    public Statement(Database database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    public Statement Bind(long value)
    {
        _checksum.Add(value);
        return Bound(raw.sqlite3_bind_int64(_handle, ++_next, value));
    }

    public Statement Bind(long? value) => value is { } some ? Bind(some) : BindNull();

    public Statement Bind(bool value) => Bind(value ? 1L : 0L);

    public Statement Bind(DateTimeOffset at) => Bind(at.UtcTicks);

    public Statement Bind(DateTimeOffset? at) => Bind(at?.UtcTicks);

    /// <summary>A number; SQLite keeps NaN as null, and zero without a sign.</summary>
    public Statement Bind(double value)
    {
        if (double.IsNaN(value))
        {
            return BindNull();
        }

        value = value == 0 ? 0 : value;
        _checksum.Add(BitConverter.DoubleToInt64Bits(value));
        return Bound(raw.sqlite3_bind_double(_handle, ++_next, value));
    }

    /// <summary>
    /// Two values, whether there is a number and the number, since a number that is NaN is kept as null.
    /// </summary>
    public Statement BindMaybe(double? value) => Bind(value.HasValue).Bind(value ?? double.NaN);

    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        var room = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (room > _utf8.Length)
        {
            _utf8 = new byte[room];
        }

        return BindUtf8(_utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8)));
    }

    public Statement BindUtf8(ReadOnlySpan<byte> text)
    {
        _checksum.Add(text);

        // The pointer of an empty span is null, which SQLite takes for NULL.
        return Bound(text.IsEmpty
            ? raw.sqlite3_bind_text(_handle, ++_next, string.Empty)
            : raw.sqlite3_bind_text(_handle, ++_next, text));
    }

    public Statement BindBlob(ReadOnlySpan<byte> bytes)
    {
        _checksum.Add(bytes);
        return Bound(bytes.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_handle, ++_next, 0)
            : raw.sqlite3_bind_blob(_handle, ++_next, bytes));
    }

    /// <summary>Binds the checksum of all values bound so far.</summary>
    public Statement BindChecksum() => Bind((long)_checksum.Value);

    /// <summary>Runs a write; how many rows it changed.</summary>
    public int Execute()
    {
        try
        {
            _database.Check(raw.sqlite3_step(_handle));
            return raw.sqlite3_changes(_database.Handle);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a query and maps every row.</summary>
    public ImmutableArray<T> All<T>(Func<Statement, T> map)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        try
        {
            while (Step())
            {
                rows.Add(map(this));
            }

            return rows.DrainToImmutable();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Runs a query and maps its first row; default where there is none.</summary>
    public T? First<T>(Func<Statement, T> map)
    {
        try
        {
            return Step() ? map(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull => raw.sqlite3_column_type(_handle, _next) == raw.SQLITE_NULL;

    public long Long()
    {
        var value = raw.sqlite3_column_int64(_handle, _next++);
        _checksum.Add(value);
        return value;
    }

    public int Integer() => (int)Long();

    public long? MaybeLong() => IsNull ? ReadNull<long?>() : Long();

    public DateTimeOffset Time() => new(Long(), TimeSpan.Zero);

    public DateTimeOffset? MaybeTime() => IsNull ? ReadNull<DateTimeOffset?>() : Time();

    /// <summary>A number; null was NaN.</summary>
    public double Double()
    {
        if (IsNull)
        {
            ReadNull<double?>();
            return double.NaN;
        }

        var value = raw.sqlite3_column_double(_handle, _next++);
        _checksum.Add(BitConverter.DoubleToInt64Bits(value));
        return value;
    }

    /// <summary>The two columns of <see cref="BindMaybe"/>.</summary>
    public double? MaybeDouble()
    {
        var some = Long() != 0;
        var value = Double();
        return some ? value : null;
    }

    public string Text() => Encoding.UTF8.GetString(Bytes());

    public string? MaybeText() => IsNull ? ReadNull<string?>() : Text();

    /// <summary>The bytes of a text or blob, valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        var bytes = raw.sqlite3_column_blob(_handle, _next++);
        _checksum.Add(bytes);
        return bytes;
    }

    /// <summary>Compares the next column with the checksum of those read before it in this row.</summary>
    /// <exception cref="Core.Ports.StoreException">The row is damaged.</exception>
    public void VerifyChecksum(string table, string key)
    {
        var expected = (long)_checksum.Value;
        if (Long() != expected)
        {
            throw SqliteFaults.DamagedRow(table, key, _database.Path);
        }
    }

    public void Dispose() => _handle.Dispose();

    private bool Step()
    {
        _next = 0;
        _checksum = default;
        var code = raw.sqlite3_step(_handle);
        _database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    private Statement BindNull()
    {
        _checksum.Add(long.MinValue);
        return Bound(raw.sqlite3_bind_null(_handle, ++_next));
    }

    private T? ReadNull<T>()
    {
        _checksum.Add(long.MinValue);
        _next++;
        return default;
    }

    private Statement Bound(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            Reset();
            _database.Check(code);
        }

        return this;
    }

    // The code that reset returns is the one step has already reported.
    private void Reset()
    {
        raw.sqlite3_reset(_handle);
        _next = 0;
        _checksum = default;
    }
}
