using System.Text;
using Grid.Core.Ports;

namespace Grid.Tests.Storage.Blobs;

/// <summary>
/// What every blob store promises. Names start with the test's own prefix, so that stores may be shared.
/// </summary>
public abstract class BlobStoreContract
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Opens the store; each call gives another client of the same store, as another process would have.
    /// </summary>
    protected abstract IBlobStore Open();

    [Fact]
    public async Task A_blob_is_read_back_as_it_was_put()
    {
        var store = Open();
        Assert.True(await store.PutIfAbsent(Name("a/b.bin"), Bytes("content"), Cancellation));
        Assert.Equal("content", Text(await store.Read(Name("a/b.bin"), Cancellation)));
        Assert.Null(await store.Read(Name("a/c.bin"), Cancellation));
        Assert.Null(await store.Read(Name("a"), Cancellation));
    }

    [Fact]
    public async Task An_empty_blob_is_there()
    {
        var store = Open();
        Assert.True(await store.PutIfAbsent(Name("empty"), default, Cancellation));
        Assert.Equal("", Text(await store.Read(Name("empty"), Cancellation)));
        Assert.Equal(0, (await store.ReadRange(Name("empty"), 0, 10, Cancellation))!.Value.Length);
    }

    [Fact]
    public async Task A_blob_that_is_there_is_left_alone()
    {
        var store = Open();
        await store.PutIfAbsent(Name("a"), Bytes("first"), Cancellation);
        Assert.False(await store.PutIfAbsent(Name("a"), Bytes("second"), Cancellation));
        Assert.Equal("first", Text(await store.Read(Name("a"), Cancellation)));
    }

    [Fact]
    public async Task A_blob_is_replaced_only_under_its_tag_and_each_tag_is_new()
    {
        var store = Open();
        await store.PutIfAbsent(Name("a"), Bytes("0"), Cancellation);
        var tags = new HashSet<string>();
        for (var i = 1; i <= 20; i++)
        {
            var tag = (await store.Read(Name("a"), Cancellation))!.ETag;
            Assert.True(tags.Add(tag), $"the tag of replace {i} was there before");
            Assert.True(await store.Replace(Name("a"), Bytes($"{i % 10}"), tag, Cancellation));
            Assert.False(await store.Replace(Name("a"), Bytes("stale"), tag, Cancellation));
        }

        Assert.Equal("0", Text(await store.Read(Name("a"), Cancellation)));
    }

    [Fact]
    public async Task A_blob_that_is_gone_is_not_replaced()
    {
        var store = Open();
        await store.PutIfAbsent(Name("a"), Bytes("0"), Cancellation);
        var tag = (await store.Read(Name("a"), Cancellation))!.ETag;
        Assert.True(await store.Delete(Name("a"), Cancellation));
        Assert.False(await store.Replace(Name("a"), Bytes("1"), tag, Cancellation));
        Assert.Null(await store.Read(Name("a"), Cancellation));
        Assert.False(await store.Delete(Name("a"), Cancellation));
        Assert.True(await store.PutIfAbsent(Name("a"), Bytes("2"), Cancellation));
    }

    [Theory]
    [InlineData(0, 3, "012")]
    [InlineData(4, 3, "456")]
    [InlineData(8, 100, "89")]
    [InlineData(10, 5, "")]
    [InlineData(99, 5, "")]
    [InlineData(3, 0, "")]
    public async Task A_range_is_cut_at_the_end(long offset, int count, string expected)
    {
        var store = Open();
        await store.PutIfAbsent(Name("digits"), Bytes("0123456789"), Cancellation);
        var range = await store.ReadRange(Name("digits"), offset, count, Cancellation);
        Assert.Equal(expected, Encoding.UTF8.GetString(range!.Value.Span));
        Assert.Null(await store.ReadRange(Name("absent"), offset, count, Cancellation));
    }

    [Fact]
    public async Task A_large_blob_comes_back_whole()
    {
        var store = Open();
        var content = new byte[20 << 20];
        new Random(1).NextBytes(content);
        Assert.True(await store.PutIfAbsent(Name("large"), content, Cancellation));
        var whole = await store.Read(Name("large"), Cancellation);
        Assert.True(content.AsSpan().SequenceEqual(whole!.Content.Span));
        var range = await store.ReadRange(Name("large"), content.Length - 70_000, 100_000, Cancellation);
        Assert.True(content.AsSpan(content.Length - 70_000).SequenceEqual(range!.Value.Span));
    }

    [Fact]
    public async Task A_list_is_in_ordinal_order_and_a_prefix_may_end_anywhere()
    {
        var store = Open();
        foreach (var name in new[] { "runs/b", "runs/a/2", "runs/a/10", "runs/Z", "run", "runs-old/x" })
        {
            await store.PutIfAbsent(Name(name), Bytes(name), Cancellation);
        }

        Assert.Equal(["run", "runs-old/x", "runs/Z", "runs/a/10", "runs/a/2", "runs/b"], await List(store, ""));
        Assert.Equal(["runs/Z", "runs/a/10", "runs/a/2", "runs/b"], await List(store, "runs/"));
        Assert.Equal(["runs/a/10"], await List(store, "runs/a/1"));
        Assert.Empty(await List(store, "absent/"));
    }

    [Fact]
    public async Task A_listed_entry_has_the_size_and_tag_of_its_blob()
    {
        var store = Open();
        await store.PutIfAbsent(Name("a"), Bytes("content"), Cancellation);
        var entry = await store.List(Name(""), Cancellation).SingleAsync(Cancellation);
        Assert.Equal(7, entry.Bytes);
        Assert.True(await store.Replace(Name("a"), Bytes("other"), entry.ETag, Cancellation));
    }

    [Fact]
    public async Task Of_many_who_put_the_same_name_exactly_one_wins()
    {
        for (var round = 0; round < 5; round++)
        {
            var name = Name($"contested-{round}");
            var clients = Enumerable.Range(0, 16).Select(x => (Store: Open(), Content: $"writer {x}")).ToArray();
            var puts = clients.Select(x => x.Store.PutIfAbsent(name, Bytes(x.Content), Cancellation));
            var won = await Task.WhenAll(puts);
            var winner = Assert.Single(clients.Zip(won), x => x.Second).First;
            Assert.Equal(winner.Content, Text(await Open().Read(name, Cancellation)));
        }
    }

    [Fact]
    public async Task Concurrent_replaces_lose_no_increment()
    {
        await Open().PutIfAbsent(Name("counter"), Bytes("0"), Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => Increment(Open(), 15), Cancellation)));
        Assert.Equal("90", Text(await Open().Read(Name("counter"), Cancellation)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a/./b")]
    [InlineData(".temporary/x")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    public async Task A_name_that_could_mean_something_else_is_refused(string name)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Open().PutIfAbsent(name, default, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Open().Read(name, Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => Open().Delete(name, Cancellation));
    }

    protected string Name(string name) => $"{_prefix}/{name}";

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Text(BlobContent? blob) => blob is null ? null : Encoding.UTF8.GetString(blob.Content.Span);

    private async Task<string[]> List(IBlobStore store, string prefix) =>
        await store.List(Name(prefix), Cancellation).Select(x => x.Name[(_prefix.Length + 1)..])
            .ToArrayAsync(Cancellation);

    private async Task Increment(IBlobStore store, int times)
    {
        for (var done = 0; done < times;)
        {
            var blob = (await store.Read(Name("counter"), Cancellation))!;
            var next = Bytes($"{int.Parse(Text(blob)!) + 1}");
            done += await store.Replace(Name("counter"), next, blob.ETag, Cancellation) ? 1 : 0;
        }
    }
}
