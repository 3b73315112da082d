using System.Globalization;
using Grid.Core.Ports;
using Grid.Orleans.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Grid.Cluster.Tests;

/// <summary>
/// Silos with one shared store. Each is a control silo and a device at once, so that killing one kills both; its
/// training threads go on, as those of a frozen machine would.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TestCluster(InProcessTestCluster cluster) => _cluster = cluster;

    public int Count => _cluster.Silos.Count;

    /// <summary>The port of the control plane in the first silo that lives.</summary>
    public IGrid Grid => _cluster.Silos[0].ServiceProvider.GetRequiredService<IGrid>();

    public static async Task<TestCluster> Start(
        MemoryStore store, MemoryBlobs blobs, Func<ITrainer> trainer, short silos, int slots)
    {
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.InitializeClientOnDeploy = false;
        builder.ConfigureSiloHost((options, host) =>
        {
            host.Logging.SetMinimumLevel(LogLevel.None);
            host.Services.AddSingleton<IRowStore>(store).AddSingleton<ISummaries>(store);
            host.Services.AddSingleton<IBlobStore>(blobs).AddSingleton(trainer());
        });
        builder.ConfigureSilo((options, silo) =>
        {
            var name = $"control-{options.SiloName.ToLower(CultureInfo.InvariantCulture)}";
            silo.AddGrid().Services.PostConfigure<SiloOptions>(x => x.SiloName = name);
            silo.Configure<ClusterMembershipOptions>(x =>
            {
                x.ProbeTimeout = TimeSpan.FromSeconds(1);
                x.NumMissedProbesLimit = 2;
            });
            silo.Services.AddGridControlServices();
            silo.Services.AddGridDeviceServices(
                new() { Name = name, Epoch = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), Slots = slots });
        });
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(cluster);
    }

    /// <summary>Kills a silo without a word.</summary>
    public Task Kill(int index) => _cluster.KillSiloAsync(_cluster.Silos[index]);

    /// <summary>Starts another silo.</summary>
    public Task Add() => _cluster.StartAdditionalSiloAsync();

    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
    }
}
