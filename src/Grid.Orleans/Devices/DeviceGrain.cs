using Grid.Core;
using Grid.Core.Ports;
using Grid.Orleans.Placement;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Grid.Orleans.Devices;

/// <summary>
/// The door through which the cluster reaches a device. It lives only in the process of that name; what it opens on,
/// <see cref="DeviceHost"/>, lives as long as the process.
/// </summary>
[GrainType("device"), OwnerPlacement, Immovable, Reentrant]
public sealed class DeviceGrain(ILocalSiloDetails silo, DeviceHost? host = null) : Grain, IDeviceGrain
{
    private DeviceHost Host => host!;

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        host is null || silo.Name != this.GetPrimaryKeyString()
            ? throw new NoOwnerException($"{silo.Name} is not the device process {this.GetPrimaryKeyString()}")
            : Task.CompletedTask;

    /// <inheritdoc/>
    public Task Start(AttemptOrder order, long epoch)
    {
        Host.Start(order, epoch);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Stop(RunId run, AttemptNumber attempt)
    {
        Host.Stop(run, attempt);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Ping() => Task.CompletedTask;
}
