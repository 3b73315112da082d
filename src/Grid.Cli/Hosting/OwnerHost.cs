using System.Collections.Immutable;
using Grid.Core.Ports;
using Grid.Orleans.Hosting;
using Grid.Orleans.Supervision;
using Grid.Server;
using Grid.Storage.Homes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Cli.Hosting;

/// <summary>
/// A process that owns a home: the control silo with the home's store, the device processes of this machine, and the
/// socket through which other commands reach it.
/// </summary>
internal sealed class OwnerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Home _home;

    private OwnerHost(WebApplication app, Home home)
    {
        _app = app;
        _home = home;
    }

    /// <summary>The control plane.</summary>
    public IGrid Grid => _app.Services.GetRequiredService<IGrid>();

    /// <summary>Starts it.</summary>
    /// <param name="home">A home that this process owns; closed with the host.</param>
    /// <param name="devices">Devices to keep alive; none where only the state is to be changed.</param>
    /// <param name="stop">Gives the start up.</param>
    public static async Task<OwnerHost> Start(Home home, ImmutableArray<DeviceSpec> devices, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = home.Folder });
        builder.Logging.ClearProviders().AddProvider(new FileLog(Path.Combine(Logs(home), "control.log")));
        if (builder.AddTelemetry("control"))
        {
            builder.PropagateTraces();
        }

        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddSingleton<IRowStore>(home.Rows);
        builder.Services.AddSingleton<ISummaries>(home.Rows);
        builder.Services.AddSingleton(home.Blobs);
        builder.AddGridControl(new() { Supervision = devices.IsEmpty ? null : Supervise(home, devices) });
        builder.ListenOnSocket(HomeSocket.Choose(home.Folder));
        var app = builder.Build();
        app.MapGrid();
        var host = new OwnerHost(app, home);
        try
        {
            await app.StartAsync(stop);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops in order: attempts checkpoint and are handed back, the silo ends, the home is free.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        _home.Dispose();
    }

    private static string Logs(Home home) => Directory.CreateDirectory(Path.Combine(home.Folder, "logs")).FullName;

    private static SupervisionOptions Supervise(Home home, ImmutableArray<DeviceSpec> devices) => new()
    {
        Devices =
        [
            .. devices.Select(x => x with
            {
                Environment = x.Environment.SetItem(DeviceProgram.BlobsVariable, home.BlobsAddress),
            }),
        ],
        Folder = Path.Combine(home.Folder, "devices"),
        Command = arguments =>
        {
            var (program, before) = ThisProgram.Command;
            return new(program, [.. before, DeviceProgram.Command, .. arguments]);
        },
    };

    /// <summary>Signals are the command's business, not the host's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
