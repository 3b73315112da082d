using System.Globalization;

namespace Grid.Cli.Planning;

/// <summary>Multiplications with addition as people compare them.</summary>
internal static class Compute
{
    /// <summary>What hours on a GPU assume.</summary>
    public const string Assumption = "at 100 TFLOP/s";

    // What an H100 sustains with networks of this kind; a multiplication and an addition are two operations.
    private const double MultiplyAddsAnHour = 100e12 / 2 * 3600;

    /// <summary>Hours on such a GPU.</summary>
    public static double GpuHours(double multiplyAdds) => multiplyAdds / MultiplyAddsAnHour;

    /// <summary>"3.7e+11": floating-point operations.</summary>
    public static string Flop(double multiplyAdds) =>
        (2 * multiplyAdds).ToString("0.0e+0", CultureInfo.InvariantCulture);
}
