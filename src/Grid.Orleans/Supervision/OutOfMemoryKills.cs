using System.Globalization;

namespace Grid.Orleans.Supervision;

/// <summary>How often the kernel's out-of-memory killer struck, as its counters say.</summary>
internal static class OutOfMemoryKills
{
    // Own control group (version 2, then 1), then the whole machine.
    private static readonly string[] Files =
    [
        "/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control", "/proc/vmstat",
    ];

    /// <summary>Sum of all counters there are; only a rise means anything.</summary>
    public static long Count() => Files.Sum(CountIn);

    /// <summary>The value of the line "oom_kill N".</summary>
    internal static long CountOf(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Split(' ') is ["oom_kill", var count]
                && long.TryParse(count, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        return 0;
    }

    private static long CountIn(string file)
    {
        try
        {
            return File.Exists(file) ? CountOf(File.ReadLines(file)) : 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0; // A counter that cannot be read is no evidence.
        }
    }
}
