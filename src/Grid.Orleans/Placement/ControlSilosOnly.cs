using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Grid.Orleans.Placement;

/// <summary>Keeps a grain off the device processes.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ControlSilosOnlyAttribute() : PlacementFilterAttribute(new ControlSilosFilter());

/// <summary>The filter's mark in the cluster's type manifest.</summary>
[Serializable, GenerateSerializer]
public sealed class ControlSilosFilter() : PlacementFilterStrategy(0);

/// <summary>Keeps the control silos, which their names tell.</summary>
internal sealed class ControlSilosDirector(IClusterMembershipService membership) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(
        PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos)
    {
        var members = membership.CurrentSnapshot.Members;
        return silos.Where(x => members.TryGetValue(x, out var member) && SiloNames.IsControl(member.Name));
    }
}
