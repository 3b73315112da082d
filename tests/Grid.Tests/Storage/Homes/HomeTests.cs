using Grid.Core.Ports;
using Grid.Storage.Homes;
using Grid.Tests.Storage.Rows;

namespace Grid.Tests.Storage.Homes;

public sealed class HomeTests : IDisposable
{
    private readonly TempFolder _parent = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => _parent.File("home");

    public void Dispose() => _parent.Dispose();

    [Fact]
    public async Task A_new_home_is_created_and_found_again()
    {
        using (var home = Home.Own(Folder, "test").Value!)
        {
            await home.Rows.Write(Samples.Run(1, 1));
            await home.Blobs.PutIfAbsent("a", new byte[3], Cancellation);
        }

        using var again = Home.Own(Folder, "test").Value!;
        Assert.NotNull(await again.Rows.Run(Samples.Run(1, 1).Id, Cancellation));
        Assert.NotNull(await again.Blobs.Read("a", Cancellation));
    }

    [Fact]
    public void A_second_owner_is_told_who_has_it()
    {
        using var home = Home.Own(Folder, "grid serve").Value!;
        var fault = Assert.Single(Home.Own(Folder, "grid sweep run").Faults);
        var owner = $"is owned by process {Environment.ProcessId} (grid serve)";
        Assert.Contains(owner, fault.Message, StringComparison.Ordinal);
        Assert.NotNull(fault.Hint);
    }

    [Fact]
    public async Task A_home_can_be_read_with_and_without_an_owner()
    {
        using (var home = Home.Own(Folder, "test").Value!)
        {
            await home.Rows.Write(Samples.Run(1, 1));
            using var beside = Home.Read(Folder).Value!;
            Assert.NotNull(await beside.Rows.Run(Samples.Run(1, 1).Id, Cancellation));
        }

        using var alone = Home.Read(Folder).Value!;
        Assert.NotNull(await alone.Rows.Run(Samples.Run(1, 1).Id, Cancellation));
    }

    [Fact]
    public void A_home_that_is_not_there_cannot_be_read_and_is_not_made()
    {
        Assert.Contains("no home at", Assert.Single(Home.Read(Folder).Faults).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void The_address_of_the_blobs_is_remembered_and_kept()
    {
        var elsewhere = _parent.File("blobs");
        Home.Own(Folder, "test", elsewhere).Value!.Dispose();
        using (var home = Home.Own(Folder, "test").Value!)
        {
            Assert.Equal(elsewhere, home.BlobsAddress);
        }

        var fault = Assert.Single(Home.Own(Folder, "test", _parent.File("other")).Faults);
        Assert.Contains("keeps its blobs elsewhere", fault.Message, StringComparison.Ordinal);
        Home.Own(Folder, "test", "file:" + elsewhere).Value!.Dispose();
        var mode = File.GetUnixFileMode(Path.Combine(Folder, "settings.json"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    [Fact]
    public void A_bad_address_is_a_fault_and_the_home_is_free_again()
    {
        Assert.Equal("blobs", Assert.Single(Home.Own(Folder, "test", "azure:nothing").Faults).Field);
        Home.Own(Folder, "test").Value!.Dispose();
    }

    [Fact]
    public void Broken_settings_are_a_fault_that_names_the_file()
    {
        Home.Own(Folder, "test").Value!.Dispose();
        File.WriteAllText(Path.Combine(Folder, "settings.json"), "{ \"blob\": 1 }");
        var fault = Assert.Single(Home.Own(Folder, "test").Faults);
        Assert.EndsWith("settings.json", fault.Field, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_database_is_told_and_the_home_is_free_again()
    {
        Directory.CreateDirectory(Folder);
        var database = Path.Combine(Folder, "grid.db");
        File.WriteAllText(database, new string('x', 10_000));
        Assert.Throws<StoreException>(() => Home.Own(Folder, "test"));
        File.Delete(database);
        Home.Own(Folder, "test").Value!.Dispose();
    }
}
