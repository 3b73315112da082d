using Grid.Core.Ports;
using Grid.Orleans.Devices;
using Grid.Orleans.Placement;
using Grid.Orleans.Runs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Placement;
using Orleans.Serialization;

namespace Grid.Orleans.Hosting;

/// <summary>What every silo of Grid has in common, and the two roles.</summary>
public static class GridSilo
{
    /// <summary>Serializer, placement and time-outs: the same on every silo of a cluster.</summary>
    public static ISiloBuilder AddGrid(this ISiloBuilder silo)
    {
        silo.Services.AddSerializer(WireFormat.Configure);
        silo.Services.AddPlacementDirector<OwnerPlacement, OwnerDirector>();
        silo.Services.AddPlacementFilter<ControlSilosFilter, ControlSilosDirector>(ServiceLifetime.Singleton);
        silo.Services.TryAddSingleton(TimeProvider.System);
        silo.Services.TryAddSingleton<DeviceOwners>();
        silo.Configure<SiloMessagingOptions>(x =>
        {
            x.ResponseTimeout = TimeSpan.FromSeconds(10);
            x.MaxRequestProcessingTime = TimeSpan.FromMinutes(2);
        });
        return silo;
    }

    /// <summary>
    /// Sweeps, runs and the backlog. Needs <see cref="IRowStore"/>, <see cref="ISummaries"/>, <see cref="IBlobStore"/>.
    /// </summary>
    public static IServiceCollection AddGridControlServices(this IServiceCollection services)
    {
        services.TryAddSingleton<CheckpointCleaner>();
        services.TryAddSingleton<DeviceDeaths>();
        services.TryAddSingleton<IGrid, GrainGrid>();
        return services.AddHostedService<Keeper>();
    }

    /// <summary>The device that this silo is. Needs <see cref="ITrainer"/>.</summary>
    public static IServiceCollection AddGridDeviceServices(this IServiceCollection services, DeviceOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<IProcessExit, ProcessExit>();
        services.AddSingleton<DeviceHost>();
        return services.AddHostedService(x => x.GetRequiredService<DeviceHost>());
    }
}
