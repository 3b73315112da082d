namespace Grid.Core.Summaries;

/// <summary>Student's t distribution.</summary>
public static class StudentT
{
    // Results ask for the same few degrees tens of thousands of times.
    private static readonly double[] Known = [.. Enumerable.Range(1, 64).Select(Solve)];

    /// <summary>The quantile t with P(|T| &lt;= t) = 0.95, for a 95 % interval of a mean.</summary>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    /// <returns>12.706 for 1 degree, falling to 1.960.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 1 degree.</exception>
    public static double TwoSided95(int degrees)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        return degrees <= Known.Length ? Known[degrees - 1] : Solve(degrees);
    }

    private static double Solve(int degrees)
    {
        var (low, high) = (1.9, 12.8);
        while (high - low > 1e-12 * high)
        {
            var middle = (low + high) / 2;
            (low, high) = Central(middle, degrees) < 0.95 ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>P(|T| &lt;= t), by the finite series for whole degrees of freedom.</summary>
    /// <remarks>Abramowitz and Stegun 1964, 26.7.3 and 26.7.4.</remarks>
    private static double Central(double t, int degrees)
    {
        var theta = Math.Atan(t / Math.Sqrt(degrees));
        var (sine, cosine) = Math.SinCos(theta);
        var odd = degrees % 2 == 1;
        var term = odd ? cosine : 1.0;
        var sum = degrees == 1 ? 0.0 : term;
        for (var k = odd ? 2 : 1; k <= degrees - 3; k += 2)
        {
            term *= cosine * cosine * k / (k + 1);
            sum += term;
        }

        return odd ? 2 / Math.PI * (theta + sine * sum) : sine * sum;
    }
}
