namespace Grid.Learning.Probes;

// N = points, F = coordinates of a point.

/// <summary>How near points are to each other, as probabilities of pairs.</summary>
/// <remarks>van der Maaten, Hinton 2008, section 2, https://jmlr.org/papers/v9/vandermaaten08a.html.</remarks>
public static class Affinities
{
    private const int MostHalvings = 64;
    private const double Tolerance = 1e-5;

    /// <summary>Symmetric probabilities whose rows have a given perplexity before they are made symmetric.</summary>
    /// <param name="points">Row-major [N, F].</param>
    /// <param name="count">N.</param>
    /// <param name="stride">Numbers of a row of the result, >= N; those behind the last point are 0.</param>
    /// <param name="perplexity">exp of the entropy of a row.</param>
    /// <returns>Row-major [N, stride]; all together 1.</returns>
    public static float[] Of(ReadOnlySpan<double> points, int count, int stride, double perplexity)
    {
        var width = points.Length / count;
        var rows = new float[count * stride];
        var distances = new double[count];
        var shares = new double[count];
        for (var point = 0; point < count; point++)
        {
            var own = points.Slice(point * width, width);
            for (var other = 0; other < count; other++)
            {
                distances[other] = Apart(own, points.Slice(other * width, width));
            }

            Shares(distances, point, Math.Log(perplexity), shares);
            for (var other = 0; other < count; other++)
            {
                rows[(point * stride) + other] = (float)(shares[other] / (2.0 * count));
            }
        }

        for (var a = 0; a < count; a++)
        {
            for (var b = a + 1; b < count; b++)
            {
                var both = rows[(a * stride) + b] + rows[(b * stride) + a];
                (rows[(a * stride) + b], rows[(b * stride) + a]) = (both, both);
            }
        }

        return rows;
    }

    /// <summary>Shares of a row proportional to exp(-precision * d^2), at the precision with that entropy.</summary>
    private static void Shares(double[] distances, int own, double entropy, double[] shares)
    {
        var nearest = distances.Where((_, at) => at != own).Min();
        var mean = distances.Average();
        var (low, high, precision) = (0.0, double.PositiveInfinity, mean > 0 ? 1 / mean : 1);
        for (var halving = 0; halving < MostHalvings; halving++)
        {
            var (sum, weighted) = (0.0, 0.0);
            for (var at = 0; at < distances.Length; at++)
            {
                // Of the nearest, the distance is 0: so the sum is 1 at least.
                var d = distances[at] - nearest;
                shares[at] = at == own ? 0 : Math.Exp(-precision * d);
                sum += shares[at];
                weighted += shares[at] * d;
            }

            var found = Math.Log(sum) + (precision * weighted / sum);
            for (var at = 0; at < shares.Length; at++)
            {
                shares[at] /= sum;
            }

            if (Math.Abs(found - entropy) < Tolerance)
            {
                return;
            }

            (low, high) = found > entropy ? (precision, high) : (low, precision);
            precision = double.IsInfinity(high) ? precision * 2 : (low + high) / 2;
        }
    }

    private static double Apart(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var at = 0; at < a.Length; at++)
        {
            var d = a[at] - b[at];
            sum += d * d;
        }

        return sum;
    }
}
