using System.Diagnostics;

namespace Grid.Learning.Golden;

/// <summary>What a relative error is relative to.</summary>
public enum ToleranceSize
{
    /// <summary>The expected number.</summary>
    Number,

    /// <summary>The expected number, or 1 where it is smaller.</summary>
    NumberOrOne,

    /// <summary>The largest expected number of the tensor.</summary>
    Largest,
}

/// <summary>How far a computed number may be from the expected one: absolute + relative * a size.</summary>
/// <param name="Absolute">Allowed whatever the size.</param>
/// <param name="Relative">Allowed for each unit of the size.</param>
/// <param name="Size">What the size is.</param>
public sealed record Tolerance(double Absolute, double Relative, ToleranceSize Size = ToleranceSize.Number)
{
    /// <summary>No error at all: integers, gradients that must be absent.</summary>
    public static Tolerance Exact { get; } = new(0, 0);

    /// <summary>How far computed numbers are from expected ones.</summary>
    /// <returns>
    /// The worst absolute error, and the largest part of its tolerance that an error uses: 1 or less passes. Both are
    /// infinite where one side is not a number and the other is, and zero where both are equal, infinities included.
    /// </returns>
    public (double WorstError, double Used) Compare(ReadOnlySpan<double> expected, ReadOnlySpan<double> computed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(computed.Length, expected.Length);
        var largest = 0.0;
        foreach (var value in expected)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        var (worst, used) = (0.0, 0.0);
        for (var at = 0; at < expected.Length; at++)
        {
            if (expected[at].Equals(computed[at]) || expected[at] == computed[at])
            {
                continue;
            }

            var error = Math.Abs(expected[at] - computed[at]);
            error = double.IsNaN(error) ? double.PositiveInfinity : error;
            worst = Math.Max(worst, error);
            var allowed = Absolute + (Relative * SizeOf(expected[at], largest));
            used = Math.Max(used, allowed > 0 ? error / allowed : double.PositiveInfinity);
        }

        return (worst, used);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        if (Absolute == 0 && Relative == 0)
        {
            return "exact";
        }

        var size = Size switch
        {
            ToleranceSize.Number => "|x|",
            ToleranceSize.NumberOrOne => "max(1,|x|)",
            ToleranceSize.Largest => "max|x|",
            _ => throw new UnreachableException(),
        };
        var terms = new[]
        {
            Absolute == 0 ? "" : $"{Absolute:0.#e+0}", Relative == 0 ? "" : $"{Relative:0.#e+0} {size}",
        };
        return string.Join(" + ", terms.Where(term => term.Length > 0));
    }

    private double SizeOf(double expected, double largest) => Size switch
    {
        ToleranceSize.Number => Math.Abs(expected),
        ToleranceSize.NumberOrOne => Math.Max(1, Math.Abs(expected)),
        ToleranceSize.Largest => largest,
        _ => throw new UnreachableException(),
    };
}
