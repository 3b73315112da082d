using System.Runtime.Intrinsics.X86;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Training;

/// <summary>What the processor and the libraries are: facts that may change bits.</summary>
internal static class Processor
{
    private static readonly Lazy<bool> Bfloat16 = new(HasBfloat16);

    /// <summary>True where bfloat16 is faster than float32: AVX-512 with its bfloat16 instructions, or AMX.</summary>
    internal static bool IsFastAtBfloat16 => Bfloat16.Value;

    /// <summary>True where networks, which lie on a GPU if there is one, are faster in bfloat16.</summary>
    internal static bool PrefersBfloat16 => Natives.Device.type == DeviceType.CUDA || IsFastAtBfloat16;

    /// <summary>Why a precision that was asked for is not to be had, or null.</summary>
    /// <param name="field">The setting that asks.</param>
    /// <param name="precision">"fp32", "bf16" or "auto".</param>
    internal static Diagnostic? Refuse(string field, string precision) => precision == "bf16" && !PrefersBfloat16
        ? new(field, "this processor has no bf16 instructions (avx512_bf16 or amx_bf16)",
            "use fp32, or auto, which takes bf16 only where it is fast")
        : null;

    /// <summary>Versions and facts, to compare with those of a checkpoint.</summary>
    internal static Settings Facts() => Settings.Of(
        ("torch", Natives.Version),
        ("torchsharp", typeof(torch).Assembly.GetName().Version?.ToString() ?? ""),
        ("device", Natives.Device.type == DeviceType.CUDA ? "cuda" : "cpu"),
        ("layout", "channels_last"),
        ("instructions", Instructions()),
        ("aten_cpu_capability", Environment.GetEnvironmentVariable("ATEN_CPU_CAPABILITY") ?? ""),
        ("onednn_max_cpu_isa", Environment.GetEnvironmentVariable("ONEDNN_MAX_CPU_ISA") ?? ""));

    private static string Instructions() =>
        Avx512F.IsSupported ? IsFastAtBfloat16 ? "avx512_bf16" : "avx512" : Avx2.IsSupported ? "avx2" : "other";

    private static bool HasBfloat16()
    {
        const string facts = "/proc/cpuinfo";
        var flags = File.Exists(facts)
            ? File.ReadLines(facts).FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) ?? ""
            : "";
        return flags.Contains(" avx512_bf16", StringComparison.Ordinal)
            || flags.Contains(" amx_bf16", StringComparison.Ordinal);
    }
}
