using System.Diagnostics;

namespace Grid.Benchmarks;

/// <summary>Work done in one stretch of time.</summary>
/// <param name="Items">How much.</param>
/// <param name="CpuSeconds">Processor time it took.</param>
/// <param name="WallSeconds">Time it took.</param>
internal readonly record struct Block(double Items, double CpuSeconds, double WallSeconds)
{
    /// <summary>Items for each second of processor time.</summary>
    public double PerCpuSecond => Items / CpuSeconds;

    /// <summary>Items a second.</summary>
    public double PerSecond => Items / WallSeconds;

    /// <summary>Processor time of this process so far.</summary>
    public static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
