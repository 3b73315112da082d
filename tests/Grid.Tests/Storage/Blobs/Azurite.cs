using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

[assembly: AssemblyFixture(typeof(Grid.Tests.Storage.Blobs.Azurite))]

namespace Grid.Tests.Storage.Blobs;

/// <summary>
/// Microsoft's emulator of Azure Blob Storage, started by the first test that needs it and stopped at the end.
/// </summary>
public sealed class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";

    // The emulator's published key, the same everywhere.
    private const string Key =
        "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly SemaphoreSlim _gate = new(1);
    private Process? _process;
    private int _port;

    /// <summary>Its connection string; skips the test where the emulator is not installed.</summary>
    public async Task<string> ConnectionOrSkip(CancellationToken cancellation)
    {
        await _gate.WaitAsync(cancellation);
        try
        {
            _process ??= await Start(cancellation);
        }
        finally
        {
            _gate.Release();
        }

        return $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};"
            + $"BlobEndpoint=http://127.0.0.1:{_port}/{Account}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _gate.Dispose();
    }

    private async Task<Process> Start(CancellationToken cancellation)
    {
        var program = Find();
        Assert.SkipUnless(program is not null, "Azurite is not installed: run deploy/bootstrap.sh --tests");
        _port = FreePort();
        var process = Process.Start(new ProcessStartInfo(program!)
        {
            ArgumentList =
            {
                "--silent", "--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry",
                "--blobHost", "127.0.0.1", "--blobPort", $"{_port}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await WaitUntilItListens(process, cancellation);
        return process;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, "artifacts/tools/azurite/node_modules/.bin/azurite-blob");
            if (File.Exists(program))
            {
                return program;
            }
        }

        return null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // It says nothing when it is ready, so ask until it answers.
    private async Task WaitUntilItListens(Process process, CancellationToken cancellation)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, cancellation);
                return;
            }
            catch (SocketException) when (!process.HasExited && started.Elapsed < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(50, cancellation);
            }
        }
    }
}
