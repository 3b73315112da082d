using Grid.Storage.Blobs;

namespace Grid.Tests.Storage.Blobs;

public sealed class BlobStoresTests
{
    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    [InlineData("ftp://host/container")]
    [InlineData("https://account.blob.core.windows.net/")]
    [InlineData("https://account.blob.core.windows.net/container")]
    [InlineData("azure:UseDevelopmentStorage=true")]
    [InlineData("azure:AccountName=a;AccountKey=secret!;container")]
    [InlineData("azure:;container")]
    public void A_bad_address_is_a_fault_with_a_hint_and_shows_no_key(string address)
    {
        var fault = Assert.Single(BlobStores.Open(address).Faults);
        Assert.Equal("blobs", fault.Field);
        Assert.NotNull(fault.Hint);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_and_containers_open()
    {
        using var folder = new TempFolder();
        Assert.IsType<FolderBlobStore>(BlobStores.Open(folder.File("a")).Value);
        Assert.IsType<FolderBlobStore>(BlobStores.Open("file:" + folder.File("b")).Value);
        Assert.IsType<AzureBlobStore>(BlobStores.Open("azure:UseDevelopmentStorage=true;container").Value);
        Assert.IsType<AzureBlobStore>(BlobStores.Open("https://a.blob.core.windows.net/c?sv=1&sig=x").Value);
    }
}
