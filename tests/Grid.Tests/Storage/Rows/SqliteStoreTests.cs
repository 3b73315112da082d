using Grid.Core.Ports;
using Grid.Storage.Rows;
using Microsoft.Data.Sqlite;

namespace Grid.Tests.Storage.Rows;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_opening_again()
    {
        await _fixture.Store.Write(Samples.Run(1, 1));
        var revision = await _fixture.Store.Revision(Cancellation);
        _fixture.Reopen();
        Assert.NotNull(await _fixture.Store.Run(new("temperature/1/1"), Cancellation));
        await _fixture.Store.Write(Samples.Run(1, 2));
        Assert.True(await _fixture.Store.Revision(Cancellation) > revision);
    }

    [Theory]
    [InlineData("UPDATE grain_state SET payload = X'7B20'")]
    [InlineData("UPDATE grain_state SET version = 5")]
    [InlineData("UPDATE grain_state SET checksum = checksum + 1")]
    public async Task A_damaged_state_is_named(string damage)
    {
        await _fixture.Store.Write(Samples.Save("temperature/1/1", 0), Cancellation);
        Sql(damage);
        var failure = await Assert.ThrowsAsync<StoreException>(
            () => _fixture.Store.Read("run", "temperature/1/1", Cancellation));
        Assert.Contains("run temperature/1/1", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsTransient);
        Assert.NotNull(failure.Hint);
    }

    [Theory]
    [InlineData("UPDATE run SET reason = 'other'")]
    [InlineData("UPDATE run SET objective = 99.5")]
    [InlineData("UPDATE run SET device = ''")]
    public async Task A_damaged_summary_is_named(string damage)
    {
        await _fixture.Store.Write(Samples.Finished(1, 1, 99));
        Sql(damage);
        var failure = await Assert.ThrowsAsync<StoreException>(
            () => _fixture.Store.Runs(new() { Sweep = Samples.Sweep }, Cancellation));
        Assert.Contains("run temperature/1/1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_or_log_is_named()
    {
        await _fixture.Store.Write(Samples.Save("a", 0) with { Journal = [Samples.Event("a", "1")] }, Cancellation);
        await _fixture.Store.AppendLog(new("s/1/1"), [new(1, Samples.Noon, "line")], Cancellation);
        Sql("UPDATE journal SET payload = '2'; UPDATE log SET text = 'lime'");
        await Assert.ThrowsAsync<StoreException>(() => _fixture.Store.Journal("run", "a", Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => _fixture.Store.Log(new("s/1/1"), 10, Cancellation));
    }

    [Fact]
    public async Task A_reader_of_another_connection_sees_what_the_owner_commits()
    {
        using var reader = SqliteStore.OpenReadOnly(_fixture.File);
        await _fixture.Store.Write(Samples.Run(1, 1));
        Assert.NotNull(await reader.Run(new("temperature/1/1"), Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.Write(Samples.Run(1, 2)));
    }

    [Fact]
    public async Task A_file_can_be_read_when_its_owner_has_gone()
    {
        await _fixture.Store.Write(Samples.Run(1, 1));
        _fixture.Store.Dispose();
        using var reader = SqliteStore.OpenReadOnly(_fixture.File);
        Assert.NotNull(await reader.Run(new("temperature/1/1"), Cancellation));
    }

    [Fact]
    public async Task A_failed_group_tells_its_callers_and_the_store_goes_on()
    {
        await _fixture.Store.Write(Samples.Run(1, 1));
        using (var other = Connect())
        {
            using var hold = other.BeginTransaction();
            var failure = await Assert.ThrowsAsync<StoreException>(() => _fixture.Store.Write(Samples.Run(2, 1)));
            Assert.True(failure.IsTransient);
            Assert.Contains("locked", failure.Message, StringComparison.Ordinal);
            Assert.NotNull(failure.Hint);
        }

        await _fixture.Store.Write(Samples.Run(2, 1));
        Assert.NotNull(await _fixture.Store.Run(new("temperature/2/1"), Cancellation));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_acknowledged_is_lost()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 2);
        using var store = SqliteStore.Open(Path.Combine(disk.Path, "grid.db"));
        var written = 0;
        var failure = await Assert.ThrowsAsync<StoreException>(async () =>
        {
            for (; ; written++)
            {
                await store.Write(Samples.Save($"{written}", 0, new string('x', 4000)), Cancellation);
            }
        });
        Assert.True(failure.IsTransient);
        Assert.Contains("no space left", failure.Message, StringComparison.Ordinal);
        Assert.True(written > 50);
        for (var i = 0; i < written; i++)
        {
            Assert.NotNull(await store.Read("run", $"{i}", Cancellation));
        }

        Assert.Null(await store.Read("run", $"{written}", Cancellation));
    }

    [Fact]
    public void A_file_of_a_newer_schema_is_refused_with_a_hint()
    {
        Sql("PRAGMA user_version = 99");
        foreach (var open in (Func<string, SqliteStore>[])[x => SqliteStore.Open(x), SqliteStore.OpenReadOnly])
        {
            var failure = Assert.Throws<StoreException>(() => open(_fixture.File));
            Assert.Contains("has schema 99", failure.Message, StringComparison.Ordinal);
            Assert.False(failure.IsTransient);
            Assert.NotNull(failure.Hint);
        }
    }

    [Fact]
    public async Task A_closed_store_refuses_writes()
    {
        _fixture.Store.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _fixture.Store.Write(Samples.Run(1, 1)));
    }

    [Fact]
    public void A_file_that_is_no_database_is_told()
    {
        _fixture.Store.Dispose();
        File.WriteAllText(_fixture.File, new string('x', 10_000));
        var failure = Assert.Throws<StoreException>(() => SqliteStore.Open(_fixture.File));
        Assert.Contains("damaged", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        var failure = Assert.Throws<StoreException>(() => SqliteStore.Open("/nowhere/grid.db"));
        Assert.Contains("/nowhere/grid.db cannot be opened", failure.Message, StringComparison.Ordinal);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_fixture.File};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Sql(string text)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
