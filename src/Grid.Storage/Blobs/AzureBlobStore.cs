using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Grid.Core.Ports;

namespace Grid.Storage.Blobs;

/// <summary>Blobs in a container of Azure Blob Storage, created on first use.</summary>
public sealed class AzureBlobStore : IBlobStore
{
    private const string WriterKey = "writer";

    private readonly BlobContainerClient _container;
    private volatile bool _created;

    /// <summary>Works on a container; connects on the first call.</summary>
    public AzureBlobStore(BlobContainerClient container) => _container = container;

    /// <inheritdoc/>
    public Task<bool> PutIfAbsent(
        string name, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        Write(name, content, new() { IfNoneMatch = ETag.All }, cancellation);

    /// <inheritdoc/>
    public Task<bool> Replace(
        string name, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation = default) =>
        Write(name, content, new() { IfMatch = new ETag(etag) }, cancellation);

    /// <inheritdoc/>
    public Task<BlobContent?> Read(string name, CancellationToken cancellation = default) =>
        Work<BlobContent?>(name, null, async blob =>
        {
            var answer = (await blob.DownloadContentAsync(cancellation).ConfigureAwait(false)).Value;
            return new(answer.Content.ToMemory(), answer.Details.ETag.ToString());
        });

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> ReadRange(
        string name, long offset, int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Work<ReadOnlyMemory<byte>?>(name, null, async blob =>
        {
            // The service has no empty ranges and refuses those behind the end.
            var length = (await blob.GetPropertiesAsync(null, cancellation).ConfigureAwait(false)).Value.ContentLength;
            if (count == 0 || offset >= length)
            {
                return ReadOnlyMemory<byte>.Empty;
            }

            var options = new BlobDownloadOptions { Range = new HttpRange(offset, count) };
            var answer = await blob.DownloadContentAsync(options, cancellation).ConfigureAwait(false);
            return answer.Value.Content.ToMemory();
        });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<BlobEntry> List(
        string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var options = new GetBlobsOptions { Prefix = prefix };
        var pages = _container.GetBlobsAsync(options, cancellation).AsPages().GetAsyncEnumerator(cancellation);
        await using (pages.ConfigureAwait(false))
        {
            while (await Guard(() => pages.MoveNextAsync().AsTask(), false).ConfigureAwait(false))
            {
                foreach (var item in pages.Current.Values)
                {
                    yield return new(item.Name, item.Properties.ContentLength ?? 0, item.Properties.ETag.ToString()!);
                }
            }
        }
    }

    /// <inheritdoc/>
    public Task<bool> Delete(string name, CancellationToken cancellation = default) =>
        Work(name, false, async blob =>
            (await blob.DeleteIfExistsAsync(cancellationToken: cancellation).ConfigureAwait(false)).Value);

    // A lost answer makes the client send again, and the second try finds the blob the first one wrote. The writer's
    // mark tells that from a rival's blob.
    private async Task<bool> Write(
        string name, ReadOnlyMemory<byte> content, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        var writer = Guid.NewGuid().ToString("N");
        var options = new BlobUploadOptions
        {
            Conditions = conditions,
            Metadata = new Dictionary<string, string> { [WriterKey] = writer },
        };
        await CreateContainer(cancellation).ConfigureAwait(false);
        var refused = await Work(name, true, async blob =>
        {
            try
            {
                await blob.UploadAsync(BinaryData.FromBytes(content), options, cancellation).ConfigureAwait(false);
                return false;
            }
            catch (RequestFailedException e) when (e.Status is 409 or 412)
            {
                return true;
            }
        }).ConfigureAwait(false);
        return !refused || await Work(name, false, async blob =>
        {
            var found = await blob.GetPropertiesAsync(null, cancellation).ConfigureAwait(false);
            return found.Value.Metadata.TryGetValue(WriterKey, out var mark) && mark == writer;
        }).ConfigureAwait(false);
    }

    private async Task CreateContainer(CancellationToken cancellation)
    {
        if (!_created)
        {
            await Guard(
                () => _container.CreateIfNotExistsAsync(cancellationToken: cancellation),
                absent: null).ConfigureAwait(false);
            _created = true;
        }
    }

    private Task<T> Work<T>(string name, T absent, Func<BlobClient, Task<T>> work)
    {
        BlobName.Require(name);
        return Guard(() => work(_container.GetBlobClient(name)), absent);
    }

    // A blob or container that is not there is an answer; everything else is a failure of the store.
    private async Task<T> Guard<T>(Func<Task<T>> work, T absent)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return absent;
        }
        catch (RequestFailedException e)
        {
            var transient = e.Status is 0 or 408 or 429 or >= 500;
            var reason = string.Create(CultureInfo.InvariantCulture, $"{e.ErrorCode ?? "no answer"} ({e.Status})");
            throw Failure(reason, transient, e);
        }
        catch (AggregateException e)
        {
            throw Failure("no answer after several tries", true, e);
        }
    }

    // The address without its query: that may hold a signature.
    private StoreException Failure(string reason, bool transient, Exception inner) =>
        new($"the blob store {_container.Uri.GetLeftPart(UriPartial.Path)} failed: {reason}", transient, inner)
        {
            Hint = transient
                ? "check the network; it will be tried again"
                : "check the address, its key and its rights",
        };
}
