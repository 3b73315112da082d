namespace Grid.Orleans.Devices;

/// <summary>What a device process is told by its supervisor.</summary>
public sealed record DeviceOptions
{
    /// <summary>Name of the device: silo name and grain key too. "laptop.cpu", "host-a.gpu0".</summary>
    public required string Name { get; init; }

    /// <summary>"cpu" or "cuda".</summary>
    public string Kind { get; init; } = "cpu";

    /// <summary>Attempts it trains at once.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Its incarnation; grows with every start.</summary>
    public required long Epoch { get; init; }

    /// <summary>Silence of an attempt that counts as a hang; null = what its order says.</summary>
    public TimeSpan? MaxSilence { get; init; }
}
