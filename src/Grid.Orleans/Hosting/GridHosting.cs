using System.Net;
using Grid.Core.Ports;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Grid.Orleans.Hosting;

/// <summary>Sets up the processes of Grid on one machine.</summary>
public static class GridHosting
{
    private const string ServiceId = "grid";

    /// <summary>
    /// Hosts sweeps, runs and the backlog in this process and gives it an <see cref="IGrid"/>. The caller registers
    /// <see cref="IRowStore"/>, <see cref="ISummaries"/> and <see cref="IBlobStore"/>.
    /// </summary>
    public static IHostApplicationBuilder AddGridControl(this IHostApplicationBuilder builder, ControlOptions options)
    {
        var port = Ports.Free();
        builder.UseOrleans(silo => silo.AddGrid().OnOneMachine(options.SiloName, port, null, options.ClusterId));
        builder.Services.AddGridControlServices();
        if (options.OwnDevice is { } device)
        {
            builder.Services.AddGridDeviceServices(device);
        }

        return builder;
    }

    private static void OnOneMachine(this ISiloBuilder silo, string name, int port, IPEndPoint? parent, string clusterId)
    {
        silo.UseLocalhostClustering(port, 0, parent, ServiceId, clusterId);
        silo.Configure<SiloOptions>(x => x.SiloName = name);
        // A laptop that sleeps must not find its processes voted dead: the supervisor sees deaths itself.
        silo.Configure<ClusterMembershipOptions>(x => x.NumMissedProbesLimit = 1_000_000);
    }
}
