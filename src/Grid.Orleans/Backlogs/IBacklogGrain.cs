using Grid.Core;
using Grid.Core.Backlogs;
using Grid.Core.Ports;
using Grid.Core.Runs;

namespace Grid.Orleans.Backlogs;

/// <summary>The one backlog of the cluster, key 0. Soft: what it forgets is told to it again.</summary>
public interface IBacklogGrain : IGrainWithIntegerKey
{
    /// <summary>A run asks for a slot.</summary>
    Task Enqueue(BacklogEntry entry);

    /// <summary>A run no longer asks.</summary>
    Task Withdraw(RunId run);

    /// <summary>A run says that it holds a slot.</summary>
    Task Claim(BacklogClaim claim);

    /// <summary>A run gives its slot back.</summary>
    Task Release(RunId run, string device, long epoch);

    /// <summary>A device is alive.</summary>
    Task Announce(DeviceAnnouncement announcement);

    /// <summary>A supervisor saw an incarnation of a device end.</summary>
    Task EndDevice(string device, long epoch, LossCause cause, string detail, bool isQuarantined);

    /// <summary>Devices, as it believes.</summary>
    Task<DeviceList> Devices();

    /// <summary>What a waiting run waits for, in a sentence.</summary>
    Task<string> WhyWaits(RunId run);
}
