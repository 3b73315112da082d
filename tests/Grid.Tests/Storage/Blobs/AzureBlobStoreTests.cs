using Azure.Storage.Blobs;
using Grid.Core.Ports;
using Grid.Storage.Blobs;

namespace Grid.Tests.Storage.Blobs;

public sealed class AzureBlobStoreTests(Azurite azurite) : BlobStoreContract, IAsyncLifetime
{
    private readonly string _container = $"test-{Guid.NewGuid():N}";
    private string _connection = "";

    public async ValueTask InitializeAsync() => _connection = await azurite.ConnectionOrSkip(Cancellation);

    public ValueTask DisposeAsync() => default;

    protected override IBlobStore Open() => BlobStores.Open($"azure:{_connection};{_container}").Value!;

    [Fact]
    public async Task A_container_that_is_not_there_yet_holds_nothing()
    {
        var store = Open();
        Assert.Null(await store.Read("a", Cancellation));
        Assert.False(await store.Delete("a", Cancellation));
        Assert.Empty(await store.List("", Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_wrong_key_is_told_without_showing_it_and_not_tried_again()
    {
        var wrong = _connection.Replace("AccountKey=E", "AccountKey=F", StringComparison.Ordinal);
        var store = BlobStores.Open($"azure:{wrong};{_container}").Value!;
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutIfAbsent("a", default, Cancellation));
        Assert.False(failure.IsTransient);
        Assert.NotNull(failure.Hint);
        Assert.DoesNotContain("AccountKey", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_may_be_tried_again()
    {
        var options = new BlobClientOptions { Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(1) } };
        var store = new AzureBlobStore(new(new Uri("http://127.0.0.1:1/account/container"), options));
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.Read("a", Cancellation));
        Assert.True(failure.IsTransient);
    }
}
