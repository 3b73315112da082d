using System.Collections.Immutable;
using System.Globalization;
using Grid.Learning.Torch;
using Grid.Orleans.Supervision;

namespace Grid.Cli.Hosting;

/// <summary>The devices of this machine, and how their processes are started.</summary>
internal static class MachineDevices
{
    private static readonly string[] FastAllocators =
    [
        "/usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4",
        "/usr/lib64/libtcmalloc_minimal.so.4",
        "/usr/lib/libtcmalloc_minimal.so.4",
    ];

    private const string VisibleGpus = "CUDA_VISIBLE_DEVICES";

    /// <summary>One a core: a run trains on one thread unless its recipe says otherwise.</summary>
    public static int DefaultSlots => Environment.ProcessorCount;

    /// <summary>The allocator to preload, or null where this machine has none that is known to be faster.</summary>
    public static string? FastAllocator => FastAllocators.FirstOrDefault(File.Exists);

    /// <summary>This machine's name, as the names of its devices begin.</summary>
    public static string HostName
    {
        get
        {
            var name = Environment.MachineName.ToLowerInvariant().Split('.')[0];
            return string.Concat(name.Select(x => char.IsAsciiLetterOrDigit(x) || x == '-' ? x : '-'));
        }
    }

    /// <summary>Each GPU where the program was built for them and there are some, else the processor.</summary>
    /// <param name="slots">Runs that train at once on each.</param>
    public static ImmutableArray<DeviceSpec> All(int slots) => Natives.HasCuda && Gpus() is { Length: > 0 } gpus
        ? [.. gpus.Select(x => Gpu(x, slots))]
        : [new() { Name = $"{HostName}.cpu", Slots = slots, Environment = EnvironmentOf(slots) }];

    /// <summary>A process of its own for one GPU, which sees no other.</summary>
    internal static DeviceSpec Gpu(string number, int slots) => new()
    {
        Name = $"{HostName}.gpu{number}",
        Kind = "cuda",
        Slots = slots,
        Environment = EnvironmentOf(slots).Add(VisibleGpus, number),
    };

    private static string[] Gpus() =>
        Environment.GetEnvironmentVariable(VisibleGpus) is { } chosen
            ? chosen.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [.. Directory.GetFiles("/dev", "nvidia*").Select(x => x["/dev/nvidia".Length..])
                .Where(x => x.Length > 0 && x.All(char.IsAsciiDigit)).Order(StringComparer.Ordinal)];

    private static ImmutableDictionary<string, string> EnvironmentOf(int slots)
    {
        // Threads that libtorch starts of its own accord, before a run says how many it wants.
        var threads = Math.Max(1, Environment.ProcessorCount / slots).ToString(CultureInfo.InvariantCulture);
        var environment = ImmutableDictionary<string, string>.Empty.Add("OMP_NUM_THREADS", threads);
        var isChosen = Environment.GetEnvironmentVariable("LD_PRELOAD") is { Length: > 0 };
        return FastAllocator is { } allocator && !isChosen ? environment.Add("LD_PRELOAD", allocator) : environment;
    }
}
