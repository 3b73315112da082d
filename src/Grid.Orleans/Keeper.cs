using Grid.Core.Ports;
using Grid.Orleans.Sweeps;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans;

/// <summary>
/// Wakes unfinished sweeps: at start, every 30 s, and when the cluster changes. A woken sweep does again whatever may
/// have been lost with a process.
/// </summary>
internal sealed class Keeper(
    ISummaries summaries, IGrainFactory grains, IClusterMembershipService membership, TimeProvider time,
    ILogger<Keeper> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(1);

    private bool _hasFailed;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var changes = membership.MembershipUpdates.GetAsyncEnumerator(stoppingToken);
        var change = changes.MoveNextAsync().AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            _hasFailed = false;
            await WakeAll(stoppingToken);
            await Task.WhenAny(change, Task.Delay(_hasFailed ? RetryPeriod : Period, time, stoppingToken));
            if (change.IsCompletedSuccessfully)
            {
                change = changes.MoveNextAsync().AsTask();
            }
        }
    }

    private async Task WakeAll(CancellationToken cancellation)
    {
        await Guarded("the backlog", () => grains.Backlog().Devices());
        await Guarded("sweeps", async () =>
        {
            foreach (var id in await summaries.UnfinishedSweeps(cancellation))
            {
                await Guarded(id.Value, () => grains.Grain<ISweepGrain>(id.Value).Wake());
            }
        });
    }

    private async Task Guarded(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // The next round, a second later, looks after it again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _hasFailed = true;
            Log.NotKept(logger, what, e.Message);
        }
    }
}
