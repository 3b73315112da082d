using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Grid.Orleans.Placement;

/// <summary>Places a grain on the silo that is named like its key.</summary>
[Serializable, GenerateSerializer]
public sealed class OwnerPlacement : PlacementStrategy;

/// <summary>Marks grains that live on the silo named like their key.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnerPlacementAttribute() : PlacementAttribute(new OwnerPlacement());

/// <summary>No living silo has the name of the device that was called.</summary>
[GenerateSerializer]
public sealed class NoOwnerException(string message) : Exception(message);

/// <summary>Finds the owner: the newest incarnation of the silo of that name.</summary>
internal sealed class OwnerDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var name = target.GrainIdentity.Key.ToString()!;
        var members = membership.CurrentSnapshot.Members;
        SiloAddress? owner = null;
        foreach (var silo in context.GetCompatibleSilos(target))
        {
            var isOwner = members.TryGetValue(silo, out var member) && member.Name == name;
            if (isOwner && (owner is null || silo.Generation > owner.Generation))
            {
                owner = silo;
            }
        }

        return owner is not null ? Task.FromResult(owner)
            : throw new NoOwnerException($"no device process {name} is connected");
    }
}
