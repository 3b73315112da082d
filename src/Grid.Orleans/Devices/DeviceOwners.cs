using Grid.Orleans.Placement;

namespace Grid.Orleans.Devices;

/// <summary>Knows which device processes are members of the cluster, without calling any.</summary>
public sealed class DeviceOwners(IClusterMembershipService membership)
{
    /// <summary>True where a living silo has the device's name.</summary>
    public bool IsThere(string device)
    {
        foreach (var member in membership.CurrentSnapshot.Members.Values)
        {
            if (member.Name == device && member.Status == SiloStatus.Active)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Says that a device is away, for less than a call that finds it out costs.</summary>
    /// <exception cref="NoOwnerException">It is away.</exception>
    public void ThrowIfAway(string device)
    {
        if (!IsThere(device))
        {
            throw new NoOwnerException($"no device process {device} is connected");
        }
    }
}
