using Grid.Orleans.Devices;
using Grid.Orleans.Placement;
using Grid.Orleans.Supervision;

namespace Grid.Orleans.Hosting;

/// <summary>The control silo of one process that owns its state: a laptop's.</summary>
public sealed record ControlOptions
{
    /// <summary>The cluster of this process; no other process joins it by mistake.</summary>
    public string ClusterId { get; init; } = $"grid-{Guid.NewGuid():N}";

    /// <summary>Name of the silo; starts with "control".</summary>
    public string SiloName { get; init; } = SiloNames.Control("local");

    /// <summary>A device in this very process, for tests and benchmarks; named <see cref="SiloName"/>.</summary>
    public DeviceOptions? OwnDevice { get; init; }

    /// <summary>Devices of this machine, each in a process of its own that this one keeps alive; or null.</summary>
    public SupervisionOptions? Supervision { get; init; }
}
