using System.Diagnostics;
using System.Numerics;
using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>The values of a domain: how many, which, and one at random.</summary>
public static class DomainValues
{
    /// <summary>How many values there are; null where they cannot be listed.</summary>
    public static long? Count(Domain domain) => domain switch
    {
        Domain.Choice choice => choice.Values.Length,
        Domain.Log2 log2 => Math.Max(0, LastPower(log2) - FirstPower(log2) + 1L),
        Domain.Int range => range.High < range.Low ? 0 : ((range.High - range.Low) / range.Step) + 1,
        Domain.Uniform or Domain.Log => null,
        _ => throw new UnreachableException($"no such domain: {domain.GetType().Name}"),
    };

    /// <summary>The value at an index of a domain that can be listed, in the order of the file or ascending.</summary>
    public static Value At(Domain domain, long index) => domain switch
    {
        Domain.Choice choice => choice.Values[(int)index],
        Domain.Log2 log2 => (double)(1L << (FirstPower(log2) + (int)index)),
        Domain.Int range => (double)(range.Low + (index * range.Step)),
        _ => throw new ArgumentException("the domain cannot be listed", nameof(domain)),
    };

    /// <summary>The value that 64 uniform bits choose.</summary>
    public static Value Sample(Domain domain, ulong bits) => domain switch
    {
        Domain.Uniform uniform => Between(uniform.Low, uniform.High, CounterRandom.Unit(bits)),
        Domain.Log log => Math.Clamp(
            Math.Exp(Between(Math.Log(log.Low), Math.Log(log.High), CounterRandom.Unit(bits))), log.Low, log.High),
        _ => At(domain, CounterRandom.Below(Count(domain)!.Value, bits)),
    };

    /// <summary>True where the domain has this value.</summary>
    public static bool Contains(Domain domain, Value value) => (domain, value) switch
    {
        (Domain.Choice choice, _) => choice.Values.Contains(value),
        (Domain.Uniform uniform, Value.Number x) => x.Amount >= uniform.Low && x.Amount <= uniform.High,
        (Domain.Log log, Value.Number x) => x.Amount >= log.Low && x.Amount <= log.High,
        (Domain.Log2 log2, Value.Number x) => IsWhole(x.Amount) && x.Amount >= log2.Low && x.Amount <= log2.High
            && BitOperations.IsPow2((long)x.Amount),
        (Domain.Int range, Value.Number x) => IsWhole(x.Amount) && x.Amount >= range.Low && x.Amount <= range.High
            && ((long)x.Amount - range.Low) % range.Step == 0,
        _ => false,
    };

    private static double Between(double low, double high, double unit) =>
        Math.Clamp(low + (unit * (high - low)), low, high);

    private static bool IsWhole(double amount) => amount == Math.Floor(amount) && Math.Abs(amount) <= 1L << 53;

    private static int FirstPower(Domain.Log2 log2) => log2.Low <= 1 ? 0 : BitOperations.Log2((ulong)log2.Low - 1) + 1;

    private static int LastPower(Domain.Log2 log2) => log2.High < 1 ? -1 : BitOperations.Log2((ulong)log2.High);
}
