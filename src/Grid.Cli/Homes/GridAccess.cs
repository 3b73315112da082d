using System.Collections.Immutable;
using Grid.Cli.Hosting;
using Grid.Core;
using Grid.Orleans;
using Grid.Orleans.Supervision;
using Grid.Server;
using Grid.Server.Client;

namespace Grid.Cli.Homes;

/// <summary>The ways to a control plane: a server, the process that owns the home, or the home itself.</summary>
/// <param name="Home">The folder with all state.</param>
/// <param name="Server">The server to use instead, or null.</param>
internal sealed record GridAccess(string Home, Uri? Server)
{
    // An owner has the home before it listens: about a second, more on a busy machine.
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    /// <summary>A control plane to ask. Without an owner it reads what the home holds.</summary>
    public async Task<Result<GridLease>> Read(CancellationToken stop)
    {
        if (await Elsewhere(stop) is { } lease)
        {
            return Result<GridLease>.Valid(lease);
        }

        var home = Storage.Homes.Home.Read(Home);
        return home.IsValid
            ? Result<GridLease>.Valid(new(new StoredGrid(home.Value.Rows, home.Value.Rows), () =>
            {
                home.Value.Dispose();
                return ValueTask.CompletedTask;
            }))
            : Result<GridLease>.Invalid(home.Faults);
    }

    /// <summary>A control plane to change. Without an owner this process owns the home for a moment.</summary>
    public Task<Result<GridLease>> Change(CancellationToken stop) => Own([], null, stop);

    /// <summary>A control plane that also trains: this process's own unless another owns the home.</summary>
    /// <param name="devices">Devices to bring along where this process becomes the owner.</param>
    /// <param name="blobs">Where checkpoints go; null = where the home says.</param>
    /// <param name="stop">Gives it up.</param>
    public async Task<Result<GridLease>> Own(
        ImmutableArray<DeviceSpec> devices, string? blobs, CancellationToken stop)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (await Elsewhere(stop) is { } lease)
            {
                return Result<GridLease>.Valid(lease);
            }

            var home = Storage.Homes.Home.Own(Home, CommandLine, blobs);
            if (home.IsValid)
            {
                var host = await OwnerHost.Start(home.Value, devices, stop);
                return Result<GridLease>.Valid(new(host.Grid, host.DisposeAsync));
            }

            // An owner that does not listen starts or stops: both take a moment.
            var isOwned = home.Faults is [{ Field: "home" }];
            if (!isOwned || TimeProvider.System.GetElapsedTime(began) > MaxStart)
            {
                return Result<GridLease>.Invalid(home.Faults);
            }

            await Task.Delay(Poll, stop);
        }
    }

    private static string CommandLine => string.Join(' ', ["grid", .. Environment.GetCommandLineArgs()[1..]]);

    private async Task<GridLease?> Elsewhere(CancellationToken stop)
    {
        if (Server is not null)
        {
            return Over(HttpGrid.Over(Server), Server.ToString());
        }

        return await HomeSocket.FindListening(Home, stop) is { } socket
            ? Over(HttpGrid.OverSocket(socket), Storage.Homes.Home.OwnerOf(Home) ?? "another process")
            : null;
    }

    private static GridLease Over(HttpGrid grid, string owner) => new(grid, () =>
    {
        grid.Dispose();
        return ValueTask.CompletedTask;
    })
    {
        Owner = owner,
    };
}
