using Grid.Core.Ports;
using Grid.Storage.Blobs;

namespace Grid.Tests.Storage.Blobs;

public sealed class FolderBlobStoreTests : BlobStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    protected override IBlobStore Open() => new FolderBlobStore(_folder.Path);

    [Fact]
    public async Task What_a_crash_left_is_not_listed_and_is_swept_once_it_is_old()
    {
        Open();
        var (old, young) = (_folder.File(".temporary/old"), _folder.File(".temporary/young"));
        await File.WriteAllTextAsync(old, "half a blo", Cancellation);
        await File.WriteAllTextAsync(young, "of a writer at work", Cancellation);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-2));
        var store = Open();
        Assert.Empty(await store.List("", Cancellation).ToListAsync(Cancellation));
        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
    }

    [Fact]
    public async Task Writing_leaves_no_temporary_file()
    {
        var store = Open();
        await store.PutIfAbsent("a", Bytes("1"), Cancellation);
        await store.PutIfAbsent("a", Bytes("2"), Cancellation);
        await store.Replace("a", Bytes("3"), "another tag", Cancellation);
        await store.Replace("a", Bytes("3"), (await store.Read("a", Cancellation))!.ETag, Cancellation);
        Assert.Empty(Directory.GetFiles(_folder.File(".temporary")));
    }

    [Fact]
    public async Task A_name_that_is_the_folder_of_others_is_told()
    {
        var store = Open();
        await store.PutIfAbsent("a/b", Bytes("1"), Cancellation);
        await Assert.ThrowsAsync<StoreException>(() => store.PutIfAbsent("a", Bytes("2"), Cancellation));
        await Assert.ThrowsAsync<StoreException>(() => store.PutIfAbsent("a/b/c", Bytes("2"), Cancellation));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_leaves_nothing_half_written()
    {
        using var disk = SmallDisk.MountOrSkip(megabytes: 2);
        var store = new FolderBlobStore(disk.Path);
        await store.PutIfAbsent("small", Bytes("stays"), Cancellation);
        var tag = (await store.Read("small", Cancellation))!.ETag;
        var large = new byte[4 << 20];
        var put = await Assert.ThrowsAsync<StoreException>(() => store.PutIfAbsent("large", large, Cancellation));
        var replace = await Assert.ThrowsAsync<StoreException>(() => store.Replace("small", large, tag, Cancellation));
        Assert.All([put, replace], x => Assert.Contains("no space left", x.Message, StringComparison.Ordinal));
        Assert.All([put, replace], x => Assert.True(x.IsTransient && x.Hint is not null));
        Assert.Empty(Directory.GetFiles(Path.Combine(disk.Path, ".temporary")));
        Assert.Equal("small", (await store.List("", Cancellation).SingleAsync(Cancellation)).Name);
        Assert.True(await store.Replace("small", Bytes("again"), tag, Cancellation));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        File.WriteAllText(_folder.File("file"), "");
        Assert.Throws<StoreException>(() => new FolderBlobStore(_folder.File("file/blobs")));
    }
}
