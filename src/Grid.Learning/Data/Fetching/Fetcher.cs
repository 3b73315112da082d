using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Grid.Core;

namespace Grid.Learning.Data.Fetching;

/// <summary>How far a file has come.</summary>
/// <param name="File">Its name.</param>
/// <param name="Bytes">What is there.</param>
/// <param name="Total">What there will be; null where the server does not say.</param>
public sealed record FetchProgress(string File, long Bytes, long? Total);

/// <summary>
/// Fetches files over HTTP. What has come stands in FILE.part until it is whole and its hash is right, so a broken
/// transfer goes on where it broke, in this call or the next, and a file under its own name is always good.
/// </summary>
/// <param name="http">The client; its time limit holds until an answer begins; after that, a minute of
/// silence breaks a transfer off.</param>
/// <param name="progress">Called as bytes come.</param>
public sealed class Fetcher(HttpClient http, Action<FetchProgress>? progress = null)
{
    private const int Tries = 3;
    private const int BlockBytes = 1 << 20;

    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(60);

    /// <summary>Fetches a file, unless it is there already and its hash is right.</summary>
    /// <param name="download">Where it is, and its hash.</param>
    /// <param name="folder">Where it goes; made where it is missing.</param>
    /// <param name="stop">Ends the transfer; what has come stays for the next call.</param>
    /// <returns>The file's path.</returns>
    public async Task<Result<string>> Fetch(Download download, string folder, CancellationToken stop)
    {
        var path = Path.Combine(folder, download.FileName);
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(path))
            {
                return await IsRight(path, download.Sha256, stop) ? Result<string>.Valid(path) : Fault(
                    $"'{path}' is there, but not the file that {download.Address} is known for", "move it away");
            }

            var part = path + ".part";
            if (await Transfer(download.Address, part, stop) is { } fault)
            {
                return Result<string>.Invalid(fault);
            }

            if (!await IsRight(part, download.Sha256, stop))
            {
                // Going on with wrong bytes would never end well.
                File.Delete(part);
                return Fault($"{download.Address} gave other bytes than the known ones (SHA-256 differs)",
                    "try again; if it stays so, the file was replaced: fetch it yourself and set data.root");
            }

            File.Move(part, path);
            return Result<string>.Valid(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Fault($"cannot write '{path}': {error.Message}", "name a folder that can be written, with --out");
        }
    }

    /// <summary>Fetches until the file is whole; a broken transfer is taken up again a few times.</summary>
    private async Task<Diagnostic?> Transfer(Uri address, string part, CancellationToken stop)
    {
        Diagnostic? fault = null;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            try
            {
                return await Append(address, part, stop);
            }
            catch (Exception error) when (error is HttpRequestException
                || (error is OperationCanceledException && !stop.IsCancellationRequested))
            {
                var there = File.Exists(part) ? new FileInfo(part).Length : 0;
                fault = new Diagnostic("address", $"{address} broke off after {there} bytes: {error.Message}",
                    "run the command again: it goes on where it broke off");
            }
        }

        return fault;
    }

    private async Task<Diagnostic?> Append(Uri address, string part, CancellationToken stop)
    {
        var there = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Range = there > 0 ? new RangeHeaderValue(there, null) : null;
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            // Nothing is left to fetch: the last call broke off between the last byte and the check.
            if (answer.Content.Headers.ContentRange?.Length is not { } length || length == there)
            {
                return null;
            }

            File.Delete(part);
            throw new HttpRequestException($"the file has {length} bytes now, {there} had come");
        }

        if (!answer.IsSuccessStatusCode)
        {
            return new Diagnostic("address", $"{address} answers {(int)answer.StatusCode} {answer.ReasonPhrase}",
                "check the address; a data set may have moved: fetch it yourself and set data.root");
        }

        // A server that knows no ranges begins at the beginning.
        var resumes = answer.StatusCode == HttpStatusCode.PartialContent;
        var total = answer.Content.Headers.ContentLength + (resumes ? there : 0);
        await using var target = new FileStream(part, resumes ? FileMode.Append : FileMode.Create);
        await using var source = await answer.Content.ReadAsStreamAsync(stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var block = new byte[BlockBytes];
        int read;
        patience.CancelAfter(MaxSilence);
        while ((read = await Read(source, block, patience.Token)) > 0)
        {
            await target.WriteAsync(block.AsMemory(0, read), stop);
            patience.CancelAfter(MaxSilence);
            progress?.Invoke(new FetchProgress(Path.GetFileNameWithoutExtension(part), target.Position, total));
        }

        return null;
    }

    private static async Task<bool> IsRight(string path, string? sha256, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        return sha256 is null
            || Convert.ToHexString(await SHA256.HashDataAsync(file, stop))
                .Equals(sha256, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>What came next; a broken connection is told apart from a disk that refuses.</summary>
    private static async Task<int> Read(Stream source, byte[] block, CancellationToken stop)
    {
        try
        {
            return await source.ReadAsync(block, stop);
        }
        catch (IOException broken)
        {
            throw new HttpRequestException(broken.Message, broken);
        }
    }

    private static Result<string> Fault(string message, string hint) =>
        Result<string>.Invalid(new Diagnostic("address", message, hint));
}
