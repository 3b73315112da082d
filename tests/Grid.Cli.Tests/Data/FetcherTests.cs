using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using Grid.Learning.Data;
using Grid.Learning.Data.Fetching;
using Grid.Learning.Data.Formats;
using Grid.Learning.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grid.Cli.Tests.Data;

/// <summary>Fetches from a server of its own, on the loopback.</summary>
public sealed class FetcherTests : IAsyncLifetime
{
    private readonly byte[] _content = RandomNumberGenerator.GetBytes((3 << 20) + 17);
    private readonly List<string> _ranges = [];
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private WebApplication? _server;
    private int _breaks;
    private bool _knowsRanges = true;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(_content));

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.MapGet("/set.bin", Serve);
        await _server.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server!.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_whole_and_is_not_fetched_twice()
    {
        var told = new List<FetchProgress>();
        var fetcher = new Fetcher(_http, told.Add);

        var path = (await fetcher.Fetch(At("set.bin", Hash), _folder.Path, Stop)).Value!;
        await fetcher.Fetch(At("set.bin", Hash), _folder.Path, Stop);

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Stop));
        Assert.Equal([""], _ranges);
        Assert.Equal(new FetchProgress("set.bin", _content.Length, _content.Length), told[^1]);
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_broken_transfer_goes_on_where_it_broke()
    {
        _breaks = 2;
        var path = (await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).Value!;

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Stop));
        Assert.Equal(3, _ranges.Count);
        Assert.Equal("", _ranges[0]);
        Assert.All(_ranges[1..], range => Assert.StartsWith("bytes=", range, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_came_before_a_failure_serves_the_next_call()
    {
        _breaks = 3;
        var fault = Assert.Single((await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).Faults);
        Assert.Contains("broke off after", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(".part", Assert.Single(Directory.GetFiles(_folder.Path)), StringComparison.Ordinal);

        var path = (await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).Value!;

        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Stop));
        Assert.NotEqual("", _ranges[^1]);
    }

    [Fact]
    public async Task A_server_without_ranges_begins_again()
    {
        (_breaks, _knowsRanges) = (1, false);
        var path = (await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).Value!;
        Assert.Equal(_content, await File.ReadAllBytesAsync(path, Stop));
    }

    [Fact]
    public async Task A_part_that_is_whole_is_only_checked()
    {
        await File.WriteAllBytesAsync(_folder.File("set.bin.part"), _content, Stop);
        Assert.True((await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).IsValid);
    }

    [Fact]
    public async Task Other_bytes_than_the_known_ones_leave_nothing()
    {
        var wrong = new string('0', 64);
        var fault = Assert.Single((await new Fetcher(_http).Fetch(At("set.bin", wrong), _folder.Path, Stop)).Faults);
        Assert.Contains("SHA-256", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task A_file_of_the_same_name_with_other_bytes_is_not_touched()
    {
        await File.WriteAllTextAsync(_folder.File("set.bin"), "mine", Stop);
        Assert.False((await new Fetcher(_http).Fetch(At("set.bin", Hash), _folder.Path, Stop)).IsValid);
        Assert.Equal("mine", await File.ReadAllTextAsync(_folder.File("set.bin"), Stop));
    }

    [Fact]
    public async Task A_missing_file_and_a_missing_server_are_told()
    {
        var missing = Assert.Single((await new Fetcher(_http).Fetch(At("no.bin", null), _folder.Path, Stop)).Faults);
        Assert.Contains("404", missing.Message, StringComparison.Ordinal);
        var nobody = new Download(new Uri("http://127.0.0.1:1/set.bin"), null);
        Assert.False((await new Fetcher(_http).Fetch(nobody, _folder.Path, Stop)).IsValid);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Archives_unpack_into_their_folder_and_never_out_of_it()
    {
        WriteArchive("good.tar.gz", "inner/a.bin");
        Assert.Equal(1, Unpacker.Unpack(_folder.File("good.tar.gz"), _folder.File("out")).Value);
        Assert.Equal("content", File.ReadAllText(_folder.File("out/inner/a.bin")));

        WriteArchive("bad.tar.gz", "../escaped.bin");
        Assert.False(Unpacker.Unpack(_folder.File("bad.tar.gz"), _folder.File("out")).IsValid);
        Assert.False(File.Exists(_folder.File("escaped.bin")));

        File.WriteAllText(_folder.File("broken.tar.gz"), "no archive");
        Assert.False(Unpacker.Unpack(_folder.File("broken.tar.gz"), _folder.File("out")).IsValid);
    }

    [Fact]
    public void Every_data_set_that_is_known_by_name_can_be_read_and_has_a_hash()
    {
        Assert.All(KnownDownload.All, x => Assert.Contains(x.Name, DataSets.All.Select(set => set.Name)));
        Assert.All(KnownDownload.All.SelectMany(x => x.Files), x => Assert.Matches("^[0-9a-f]{64}$", x.Sha256));
        var mnist = KnownDownload.All.Single(x => x.Name == Mnist.Digits);
        Assert.Equal(Mnist.Files.Select(file => file + ".gz"), mnist.Files.Select(file => file.FileName));
    }

    private Download At(string name, string? hash) => new(new Uri(new Uri(_server!.Urls.First()), name), hash);

    /// <summary>Breaks off in the middle as often as it was told to.</summary>
    private async Task Serve(HttpContext context)
    {
        var range = context.Request.Headers.Range.ToString();
        _ranges.Add(range);
        var from = _knowsRanges && range.Length > 0
            ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture)
            : 0;
        if (from >= _content.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        context.Response.StatusCode = from > 0 ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        context.Response.ContentLength = _content.Length - from;
        if (_breaks-- > 0)
        {
            await context.Response.Body.WriteAsync(_content.AsMemory(from, 1 << 20), Stop);
            await context.Response.Body.FlushAsync(Stop);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(_content.AsMemory(from), Stop);
    }

    private void WriteArchive(string name, string entry)
    {
        using var gzip = new GZipStream(File.Create(_folder.File(name)), CompressionMode.Compress);
        using var tar = new TarWriter(gzip);
        using var content = new MemoryStream("content"u8.ToArray());
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = content });
    }
}
