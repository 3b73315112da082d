using System.Collections.Concurrent;
using Grid.Core.Runs;

namespace Grid.Orleans.Devices;

/// <summary>How an incarnation of a device ended.</summary>
/// <param name="Cause">Decides whether it counts against the runs aboard.</param>
/// <param name="Detail">In words.</param>
public sealed record DeviceDeath(LossCause Cause, string Detail);

/// <summary>
/// What the supervisors of this process saw. A run that hears of a loss from anyone (the backlog, a newer incarnation)
/// finds the true cause here: it is noted before anyone else can know of the death.
/// </summary>
public sealed class DeviceDeaths
{
    private readonly ConcurrentDictionary<(string Device, long Epoch), DeviceDeath> _deaths = [];

    /// <summary>Notes a death.</summary>
    public void Note(string device, long epoch, DeviceDeath death) => _deaths[(device, epoch)] = death;

    /// <summary>How an incarnation ended; null where no supervisor of this process saw it.</summary>
    public DeviceDeath? Find(string device, long epoch) => _deaths.GetValueOrDefault((device, epoch));
}
