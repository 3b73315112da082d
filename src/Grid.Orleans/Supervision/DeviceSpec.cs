using System.Collections.Immutable;

namespace Grid.Orleans.Supervision;

/// <summary>A device of this machine that a supervisor keeps alive.</summary>
public sealed record DeviceSpec
{
    /// <summary>Its name: "laptop.cpu", "host-a.gpu0".</summary>
    public required string Name { get; init; }

    /// <summary>"cpu" or "cuda".</summary>
    public string Kind { get; init; } = "cpu";

    /// <summary>Attempts it trains at once.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Silence of an attempt that counts as a hang; null = what its order says.</summary>
    public TimeSpan? MaxSilence { get; init; }

    /// <summary>Added to the environment of its process: CUDA_VISIBLE_DEVICES, OMP_NUM_THREADS, allocator.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>A program and its arguments.</summary>
public sealed record ChildCommand(string Program, ImmutableArray<string> Arguments);

/// <summary>The devices that this process supervises.</summary>
public sealed record SupervisionOptions
{
    /// <summary>The devices.</summary>
    public required ImmutableArray<DeviceSpec> Devices { get; init; }

    /// <summary>Makes a command line of what <see cref="DeviceProcess.Run"/> is to be given.</summary>
    public required Func<ImmutableArray<string>, ChildCommand> Command { get; init; }

    /// <summary>Folder of lock and log files; made where it is missing.</summary>
    public required string Folder { get; init; }
}
