using Grid.Core.Ports;
using Grid.Storage.Rows;

namespace Grid.Tests.Storage.Rows;

public sealed class MigrationsTests : IDisposable
{
    private static readonly string[] Old = ["CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (7)"];
    private static readonly string[] New =
        [.. Old, "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 1; UPDATE t SET b = a * 2"];

    private readonly TempFolder _folder = new();

    private string File => _folder.File("grid.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_old_file_is_brought_up_to_date_and_keeps_its_rows()
    {
        Apply(Old);
        Apply(New);
        Apply(New);
        using var database = Database.OpenWriter(File);
        Assert.Equal(14, database.Number("SELECT b FROM t"));
        Assert.Equal(2, database.Number("PRAGMA user_version"));
    }

    [Fact]
    public void A_script_that_fails_leaves_the_file_as_it_was()
    {
        Apply(Old);
        Assert.Throws<StoreException>(() => Apply([.. New, "DROP TABLE absent"]));
        using var database = Database.OpenWriter(File);
        Assert.Equal(1, database.Number("PRAGMA user_version"));
        Assert.Throws<StoreException>(() => database.Number("SELECT b FROM t"));
    }

    [Fact]
    public void A_newer_file_is_refused_and_left_alone()
    {
        Apply(New);
        var failure = Assert.Throws<StoreException>(() => Apply(Old));
        Assert.Contains("has schema 2, this version of Grid knows up to 1", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Hint);
    }

    [Fact]
    public void A_file_to_be_read_must_have_the_schema_of_this_program()
    {
        Apply([]);
        Assert.Throws<StoreException>(() => SqliteStore.OpenReadOnly(File));
    }

    private void Apply(string[] scripts)
    {
        using var database = Database.OpenWriter(File);
        Migrations.Apply(database, scripts);
    }
}
