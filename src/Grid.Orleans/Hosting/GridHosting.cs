using System.Net;
using Grid.Core.Ports;
using Grid.Orleans.Devices;
using Grid.Orleans.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Grid.Orleans.Hosting;

/// <summary>Sets up the processes of Grid on one machine.</summary>
public static class GridHosting
{
    private const string ServiceId = "grid";
    private static readonly TimeSpan MaxShutdown = TimeSpan.FromSeconds(25);

    /// <summary>
    /// Hosts sweeps, runs and the backlog in this process and gives it an <see cref="IGrid"/>. The caller registers
    /// <see cref="IRowStore"/>, <see cref="ISummaries"/> and <see cref="IBlobStore"/>.
    /// </summary>
    public static IHostApplicationBuilder AddGridControl(this IHostApplicationBuilder builder, ControlOptions options)
    {
        ThreadPool.SetMinThreads(256, 256);
        var port = Ports.Free();
        builder.Services.Configure<HostOptions>(x => x.ShutdownTimeout = MaxShutdown);
        builder.UseOrleans(silo => silo.AddGrid().OnOneMachine(options.SiloName, port, null, options.ClusterId));
        builder.Services.AddGridControlServices();
        if (options.OwnDevice is { } device)
        {
            builder.Services.AddGridDeviceServices(device);
        }

        if (options.Supervision is { } supervision)
        {
            builder.Services.AddSingleton(supervision);
            builder.Services.AddSingleton(new SiloEndpoint(new(IPAddress.Loopback, port), options.ClusterId));
            builder.Services.AddHostedService<DeviceSupervisor>();
        }

        return builder;
    }

    /// <summary>
    /// Carries the current span along with every call between grains. A process whose traces nobody collects goes
    /// without: the filters cost a twentieth of a run's time in the grains.
    /// </summary>
    public static IHostApplicationBuilder PropagateTraces(this IHostApplicationBuilder builder) =>
        builder.UseOrleans(silo => silo.AddActivityPropagation());

    /// <summary>Makes this process a device of its parent's cluster. Needs an <see cref="ITrainer"/>.</summary>
    internal static void AddGridDevice(this IHostApplicationBuilder builder, DeviceProcessOptions options)
    {
        builder.Services.Configure<HostOptions>(x => x.ShutdownTimeout = MaxShutdown);
        builder.Services.AddSingleton<IProcessExit, ProcessExit>();
        builder.Services.AddSingleton<IFatalErrorHandler, FatalExit>();
        builder.UseOrleans(silo =>
            silo.AddGrid().OnOneMachine(options.Device.Name, Ports.Free(), options.Parent, options.ClusterId));
        builder.Services.AddGridDeviceServices(options.Device);
    }

    private static void OnOneMachine(
        this ISiloBuilder silo, string name, int port, IPEndPoint? parent, string clusterId)
    {
        silo.UseLocalhostClustering(port, 0, parent, ServiceId, clusterId);
        silo.Configure<SiloOptions>(x => x.SiloName = name);
        // A laptop that sleeps must not find its processes voted dead: the supervisor sees deaths itself.
        silo.Configure<ClusterMembershipOptions>(x => x.NumMissedProbesLimit = 1_000_000);
    }
}
