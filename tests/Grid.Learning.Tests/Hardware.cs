namespace Grid.Learning.Tests;

/// <summary>What the processor of this machine can do, by its own words.</summary>
internal static class Hardware
{
    /// <summary>True where bfloat16 has instructions of its own.</summary>
    internal static bool HasBfloat16 { get; } = File.Exists("/proc/cpuinfo")
        && File.ReadAllText("/proc/cpuinfo") is var facts
        && (facts.Contains("avx512_bf16", StringComparison.Ordinal)
            || facts.Contains("amx_bf16", StringComparison.Ordinal));

    /// <summary>Skips the calling test where its precision would take minutes.</summary>
    internal static void SkipWhereSlow(string precision) => Assert.SkipWhen(
        precision == "bf16" && !HasBfloat16, "this processor has no bf16 instructions (avx512_bf16 or amx_bf16)");
}
