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

    /// <summary>The median of a rate.</summary>
    public static double Median(Block[] blocks, Func<Block, double> rate)
    {
        var rates = blocks.Select(rate).Order().ToArray();
        var middle = rates.Length / 2;
        return rates.Length % 2 == 1 ? rates[middle] : (rates[middle - 1] + rates[middle]) / 2;
    }

    /// <summary>Processor time of this process so far.</summary>
    public static double Cpu() => Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
}
