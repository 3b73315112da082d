using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Grid.Benchmarks;

/// <summary>Tables in docs/results/benchmarks.</summary>
internal static class ResultFile
{
    /// <summary>Prints a table and keeps it.</summary>
    public static void Write(string name, string markdown, [CallerFilePath] string caller = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(caller)!, "..", ".."));
        var folder = Directory.CreateDirectory(Path.Combine(root, "docs", "results", "benchmarks"));
        File.WriteAllText(Path.Combine(folder.FullName, $"{name}.md"), markdown);
        Console.WriteLine(markdown);
    }

    /// <summary>What the numbers were measured on.</summary>
    public static string Machine() =>
        $"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {RuntimeInformation.OSDescription}";

    /// <summary>True where the processor has instructions for bfloat16.</summary>
    public static bool HasBfloat16 => File.ReadAllText("/proc/cpuinfo") is var facts
        && (facts.Contains("avx512_bf16", StringComparison.Ordinal)
            || facts.Contains("amx_bf16", StringComparison.Ordinal));

    /// <summary>A sentence on the precision that the processor may lack.</summary>
    public static string Bfloat16 => HasBfloat16 ? "" : "bf16 is not measured: this processor lacks its instructions.";

    /// <summary>A row of a table.</summary>
    public static string Row(params ReadOnlySpan<string> cells) => $"| {string.Join(" | ", cells)} |";

    /// <summary>A sentence on the processor, the day, and whether others used the machine, by the load of the last
    /// minute.</summary>
    public static string Conditions()
    {
        var load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        var shared = load > Environment.ProcessorCount ? $" The machine was shared: load {load:0.0}." : "";
        var name = File.ReadLines("/proc/cpuinfo").First(x => x.StartsWith("model name", StringComparison.Ordinal));
        return $"{Environment.ProcessorCount} vCPU {name.Split(':')[1].Trim()} "
            + $"({(Avx512F.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "no AVX2")}), "
            + $"{RuntimeInformation.OSDescription}, {DateTime.UtcNow:yyyy-MM-dd}.{shared}";
    }
}
