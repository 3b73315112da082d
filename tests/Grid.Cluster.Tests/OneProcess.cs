using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Orleans.Hosting;
using Grid.Orleans.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Cluster.Tests;

/// <summary>Control silo and device in the process of the test.</summary>
public sealed class OneProcess : IAsyncDisposable
{
    private readonly IHost _host;

    private OneProcess(IHost host) => _host = host;

    public IGrid Grid => _host.Services.GetRequiredService<IGrid>();

    public IServiceProvider Services => _host.Services;

    /// <summary>With a device in this process.</summary>
    public static Task<OneProcess> Start(
        MemoryStore store, ITrainer trainer, IBlobStore blobs, int slots = 4) => Start(store, blobs, new()
        {
            OwnDevice = new()
            {
                Name = "control-local",
                Epoch = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(),
                Slots = slots,
            },
        }, trainer);

    /// <summary>With a device in a process of its own.</summary>
    public static Task<OneProcess> StartWithChild(
        MemoryStore store, IBlobStore blobs, string folder, int slots = 2,
        Func<ImmutableArray<string>, ChildCommand>? command = null, TimeSpan? maxSilence = null) =>
        Start(store, blobs, new()
        {
            Supervision = new()
            {
                Devices = [new() { Name = "test.cpu", Slots = slots, MaxSilence = maxSilence }],
                Command = command ?? TestChild.Command,
                Folder = folder,
            },
        });

    private static async Task<OneProcess> Start(
        MemoryStore store, IBlobStore blobs, ControlOptions options, ITrainer? trainer = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(TestLog.Provider);
        builder.Services.AddSingleton<IRowStore>(store).AddSingleton<ISummaries>(store).AddSingleton(blobs);
        if (trainer is not null)
        {
            builder.Services.AddSingleton(trainer);
        }

        builder.AddGridControl(options);
        var host = builder.Build();
        await host.StartAsync();
        return new(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

/// <summary>Waiting for what a test expects.</summary>
public static class Waiting
{
    /// <summary>The sweep once it has ended.</summary>
    public static async Task<SweepSummary> Ended(this IGrid grid, SweepId id, int seconds = 180)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        SweepSummary? last = null;
        try
        {
            await foreach (var update in grid.Watch(id, limit.Token))
            {
                last = update.Summary;
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{id} did not end within {seconds} s: {last}");
        }

        return last!;
    }

    /// <summary>Waits until something is so.</summary>
    public static async Task Until(string phase, Func<Task<bool>> isSo, int seconds = 30)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await isSo())
        {
            if (DateTime.UtcNow > end)
            {
                throw new TimeoutException($"not within {seconds} s: {phase}");
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
