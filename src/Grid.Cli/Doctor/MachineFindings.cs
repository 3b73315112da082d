using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Grid.Cli.Hosting;
using Grid.Cli.Terminal;

namespace Grid.Cli.Doctor;

/// <summary>Looks at the machine.</summary>
internal static class MachineFindings
{
    private const double MinMemoryBytes = 2e9;

    public static IEnumerable<Finding> All() => [Program(), System(), Processor(), Memory(), Allocator(), Gpu()];

    private static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    private static Finding Program()
    {
        var version = typeof(MachineFindings).Assembly.GetName().Version?.ToString(3);
        return new("grid", Health.Good, $"{version} in {AppContext.BaseDirectory}");
    }

    private static Finding System() => new(
        "system", IsSupported ? Health.Good : Health.Bad,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, .NET {Environment.Version}",
        IsSupported ? null : "grid needs Linux on x64");

    private static Finding Processor()
    {
        var instructions = Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "neither AVX-512 nor AVX2";
        return new(
            "processor", Avx2.IsSupported ? Health.Good : Health.Warning,
            $"{Words.Plural(Environment.ProcessorCount, "core")}, {instructions}: "
                + $"{MachineDevices.DefaultSlots} slots by default",
            Avx2.IsSupported ? null : "training will be slow: use a machine with AVX2");
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes >= MinMemoryBytes
            ? new("memory", Health.Good, Words.Bytes(bytes))
            : new("memory", Health.Warning, Words.Bytes(bytes), "fewer slots: grid sweep run FILE --slots 1");
    }

    private static Finding Allocator() => MachineDevices.FastAllocator is { } path
        ? new("allocator", Health.Good, $"device processes preload {path}")
        : new("allocator", Health.Warning, "glibc's, tuned: about 5 % slower", "apt-get install libtcmalloc-minimal4");

    private static Finding Gpu()
    {
        const string driver = "/proc/driver/nvidia/version";
        var everywhere = new EnumerationOptions { RecurseSubdirectories = true };
        var isBuilt = Directory.EnumerateFiles(AppContext.BaseDirectory, "libtorch_cuda.so", everywhere).Any();
        return (File.Exists(driver), isBuilt) switch
        {
            (false, _) => new("cuda", Health.Absent, "no NVIDIA driver: runs train on the processor"),
            (true, false) => new(
                "cuda", Health.Warning, "a GPU is there, but this build trains on the processor only",
                "dotnet build src/Grid.Cli -c Release -p:TorchBackend=cuda"),
            _ => new("cuda", Health.Good, File.ReadLines(driver).First()),
        };
    }
}
