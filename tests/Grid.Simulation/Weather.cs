namespace Grid.Simulation;

/// <summary>How bad one schedule's world is. Every schedule has its own, so that some faults also come alone.</summary>
public sealed record Weather
{
    /// <summary>Faults end at this time.</summary>
    public required long CalmAtMs { get; init; }

    /// <summary>Percent of messages lost, one way.</summary>
    public required int Loss { get; init; }

    /// <summary>Percent of requests that arrive a second time, later.</summary>
    public required int Duplication { get; init; }

    /// <summary>Percent of messages that take seconds.</summary>
    public required int Lateness { get; init; }

    /// <summary>Percent of saves that fail, before or after they became durable.</summary>
    public required int StoreFailures { get; init; }

    /// <summary>Mean time between crashes of the control process; 0 = never.</summary>
    public required int ControlCrashMs { get; init; }

    /// <summary>Mean time between faults of each device; 0 = never.</summary>
    public required int DeviceFaultMs { get; init; }

    /// <summary>Mean time between a user's requests; 0 = never.</summary>
    public required int UserMs { get; init; }

    /// <summary>Device processes end with the control process, as on a laptop.</summary>
    public required bool IsLaptop { get; init; }

    public static Weather Of(Dice dice) => new()
    {
        CalmAtMs = dice.Between(20, 150) * 1000L,
        Loss = dice.Percent(50) ? 0 : dice.Between(1, 15),
        Duplication = dice.Percent(40) ? 0 : dice.Between(1, 20),
        Lateness = dice.Percent(40) ? 0 : dice.Between(1, 20),
        StoreFailures = dice.Percent(50) ? 0 : dice.Between(1, 15),
        ControlCrashMs = dice.Percent(40) ? 0 : dice.Between(5, 60) * 1000,
        DeviceFaultMs = dice.Percent(30) ? 0 : dice.Between(5, 60) * 1000,
        UserMs = dice.Percent(40) ? 0 : dice.Between(3, 40) * 1000,
        IsLaptop = dice.Percent(50),
    };
}
