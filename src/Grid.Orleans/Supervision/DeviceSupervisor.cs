using System.Net;
using Grid.Orleans.Backlogs;
using Grid.Orleans.Devices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Supervision;

/// <summary>
/// Keeps the device processes of this machine alive, and tells the cluster at once when one is gone. Registered after
/// the silo, so that it stops first: its children hand back their attempts while the grains still answer.
/// </summary>
internal sealed class DeviceSupervisor : BackgroundService, IDeviceEnds
{
    private const int MaxFailedPings = 6;
    private static readonly TimeSpan PingPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    private readonly IGrainFactory _grains;
    private readonly IClusterMembershipService _membership;
    private readonly DeviceOwners _owners;
    private readonly DeviceDeaths _deaths;
    private readonly TimeProvider _time;
    private readonly ILogger<DeviceSupervisor> _logger;
    private readonly DeviceChild[] _children;

    public DeviceSupervisor(
        SupervisionOptions options, SiloEndpoint silo, IGrainFactory grains, IClusterMembershipService membership,
        DeviceOwners owners, DeviceDeaths deaths, TimeProvider time, ILogger<DeviceSupervisor> logger)
    {
        (_grains, _membership, _owners, _deaths, _time, _logger) = (grains, membership, owners, deaths, time, logger);
        var folder = Path.GetFullPath(options.Folder);
        Directory.CreateDirectory(folder);
        ChildCommand Command(DeviceSpec spec, long epoch) =>
            options.Command(OptionsOf(spec, epoch, silo, folder).ToArguments());
        _children =
            [.. options.Devices.Select(x => new DeviceChild(x, epoch => Command(x, epoch), folder, this, time))];
    }

    private IBacklogGrain Backlog => _grains.Backlog();

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_children.Select(x => Task.Factory.StartNew(
            x.Stop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var child in _children)
        {
            child.Dispose();
        }

        base.Dispose();
    }

    /// <inheritdoc/>
    public void Tell(string device, long epoch, DeviceDeath death, bool isQuarantined)
    {
        _deaths.Note(device, epoch, death);
        Log.DeviceEnded(_logger, device, death.Cause, death.Detail, isQuarantined);
        try
        {
            // Waiting is right here: this is the thread of the child, and the next one starts after it.
            TellCluster(device, epoch, death, isQuarantined).WaitAsync(PingTimeout, _time).GetAwaiter().GetResult();
        }
#pragma warning disable CA1031 // The cluster finds out by itself, a little later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotReported(_logger, device, e.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var child in _children)
        {
            child.Start();
        }

        await Task.WhenAll(_children.Select(x => LookAfter(x, stoppingToken)));
    }

    private static DeviceProcessOptions OptionsOf(
        DeviceSpec spec, long epoch, SiloEndpoint silo, string folder) => new()
        {
            Device = new()
            {
                Name = spec.Name,
                Kind = spec.Kind,
                Slots = spec.Slots,
                Epoch = epoch,
                MaxSilence = spec.MaxSilence,
            },
            Parent = silo.Address,
            ClusterId = silo.ClusterId,
            ParentPid = Environment.ProcessId,
            LockFile = Path.Combine(folder, $"{spec.Name}.lock"),
        };

    private async Task TellCluster(string device, long epoch, DeviceDeath death, bool isQuarantined)
    {
        foreach (var member in _membership.CurrentSnapshot.Members.Values)
        {
            if (member.Name == device && member.Status != SiloStatus.Dead)
            {
                await _membership.TryKill(member.SiloAddress);
            }
        }

        await Backlog.EndDevice(device, epoch, death.Cause, death.Detail, isQuarantined);
    }

    /// <summary>Kills a process that does not answer for a minute, and reminds the backlog of a quarantine.</summary>
    private async Task LookAfter(DeviceChild child, CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(PingPeriod, _time);
        var failed = 0;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (child.Quarantine is { } reason)
            {
                Tell(child.Name, child.Epoch, reason, true);
                continue;
            }

            // Pings are counted, not seconds: a machine that slept must not find its children guilty.
            failed = await Answers(child, stopping) ? 0 : failed + 1;
            if (failed == MaxFailedPings)
            {
                Log.NoAnswer(_logger, child.Name);
                child.Kill();
                failed = 0;
            }
        }
    }

    private async Task<bool> Answers(DeviceChild child, CancellationToken stopping)
    {
        if (!_owners.IsThere(child.Name))
        {
            return true; // Not there yet, or gone: its thread sees to that.
        }

        try
        {
            await _grains.Grain<IDeviceGrain>(child.Name).Ping().WaitAsync(PingTimeout, _time, stopping);
            return true;
        }
#pragma warning disable CA1031 // Any failure is no answer.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.NotReported(_logger, child.Name, e.Message);
            return false;
        }
    }
}

/// <summary>Where this process's silo listens.</summary>
internal sealed record SiloEndpoint(IPEndPoint Address, string ClusterId);
