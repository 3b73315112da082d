using System.Runtime.Intrinsics;

namespace Grid.Learning.Probes;

// N = points, F = coordinates of a point.

/// <summary>
/// t-SNE in two dimensions, exact: all pairs of points, no approximation, no randomness. Deterministic on every
/// processor, since sums run over eight lanes in one order.
/// </summary>
/// <remarks>
/// van der Maaten, Hinton 2008, https://jmlr.org/papers/v9/vandermaaten08a.html; early exaggeration and gains as there,
/// start and learning rate from Kobak, Berens 2019, https://doi.org/10.1038/s41467-019-13056-x.
/// </remarks>
public sealed class NeighbourEmbedding
{
    private const int EarlySteps = 250;
    private const float Exaggeration = 12;
    private const float SmallestGain = 0.01f;
    private const float FirstSpread = 1e-4f;

    private readonly int _count;
    private readonly int _padded;
    private readonly float[] _affinities;
    private readonly float[] _x;
    private readonly float[] _y;
    private readonly float[] _pullX;
    private readonly float[] _pullY;
    private readonly float[] _pushX;
    private readonly float[] _pushY;

    private NeighbourEmbedding(ReadOnlySpan<double> start, float[] affinities)
    {
        _count = start.Length / 2;
        _padded = Pad(_count);
        _affinities = affinities;
        (_x, _y) = (new float[_padded], new float[_padded]);
        (_pullX, _pullY, _pushX, _pushY) =
            (new float[_count], new float[_count], new float[_count], new float[_count]);
        var spread = Math.Sqrt(start.ToArray().Where((_, at) => at % 2 == 0).Average(x => x * x));
        for (var point = 0; point < _count; point++)
        {
            _x[point] = (float)(start[2 * point] / spread) * FirstSpread;
            _y[point] = (float)(start[(2 * point) + 1] / spread) * FirstSpread;
        }
    }

    /// <summary>Places points so that near ones stay near.</summary>
    /// <param name="points">Row-major [N, F], N >= 4.</param>
    /// <param name="start">First places, centred, row-major [N, 2]; only their form counts, not their size. The first
    /// two principal components keep the large structure.</param>
    /// <param name="perplexity">About how many neighbours a point has, in [1, (N - 1) / 3].</param>
    /// <param name="steps">Steps of gradient descent, >= 1; 750 are usual.</param>
    /// <returns>Places, row-major [N, 2].</returns>
    public static double[] Of(
        ReadOnlySpan<double> points, ReadOnlySpan<double> start, double perplexity, int steps = 750)
    {
        var count = start.Length / 2;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 4);
        ArgumentOutOfRangeException.ThrowIfLessThan(perplexity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(perplexity, (count - 1) / 3.0);
        var embedding = new NeighbourEmbedding(start, Affinities.Of(points, count, Pad(count), perplexity));
        embedding.Descend(steps);
        return [.. Enumerable.Range(0, 2 * count).Select(at =>
            (double)(at % 2 == 0 ? embedding._x : embedding._y)[at / 2])];
    }

    private static int Pad(int count) => (count + Vector256<float>.Count - 1) / Vector256<float>.Count
        * Vector256<float>.Count;

    private void Descend(int steps)
    {
        var rate = Math.Max(_count / Exaggeration / 4, 50);
        float[] speedX = new float[_count], speedY = new float[_count], gainX = new float[_count],
            gainY = new float[_count];
        Array.Fill(gainX, 1);
        Array.Fill(gainY, 1);
        for (var step = 0; step < steps; step++)
        {
            var (early, inertia) = step < EarlySteps ? (Exaggeration, 0.5f) : (1, 0.8f);
            var total = 0.0;
            for (var point = 0; point < _count; point++)
            {
                total += Forces(point);
            }

            var share = (float)(1 / total);
            for (var point = 0; point < _count; point++)
            {
                Move(_x, speedX, gainX, point, 4 * ((early * _pullX[point]) - (share * _pushX[point])), rate, inertia);
                Move(_y, speedY, gainY, point, 4 * ((early * _pullY[point]) - (share * _pushY[point])), rate, inertia);
            }

            Centre(_x);
            Centre(_y);
        }
    }

    /// <summary>Sums what pulls and what pushes a point; gives its share of the sum of 1 / (1 + d^2).</summary>
    private double Forces(int point)
    {
        var (x, y) = (Vector256.Create(_x[point]), Vector256.Create(_y[point]));
        var one = Vector256<float>.One;
        Vector256<float> near = default, pullX = default, pullY = default, pushX = default, pushY = default;
        var row = _affinities.AsSpan(point * _padded, _padded);
        for (var at = 0; at < _padded; at += Vector256<float>.Count)
        {
            var dx = x - Vector256.Create<float>(_x.AsSpan(at));
            var dy = y - Vector256.Create<float>(_y.AsSpan(at));
            var kernel = one / (one + (dx * dx) + (dy * dy));
            var pull = Vector256.Create<float>(row[at..]) * kernel;
            var push = kernel * kernel;
            near += kernel;
            pullX += pull * dx;
            pullY += pull * dy;
            pushX += push * dx;
            pushY += push * dy;
        }

        // Places behind the last point stand at 0: take them off again.
        var (padding, own) = (_padded - _count, 1 / (1 + (_x[point] * _x[point]) + (_y[point] * _y[point])));
        (_pullX[point], _pullY[point]) = (Vector256.Sum(pullX), Vector256.Sum(pullY));
        _pushX[point] = Vector256.Sum(pushX) - (padding * own * own * _x[point]);
        _pushY[point] = Vector256.Sum(pushY) - (padding * own * own * _y[point]);
        return Vector256.Sum(near) - 1 - (padding * own);
    }

    private static void Move(
        float[] places, float[] speeds, float[] gains, int point, float slope, float rate, float inertia)
    {
        var goesOn = Math.Sign(slope) != Math.Sign(speeds[point]);
        gains[point] = Math.Max(goesOn ? gains[point] + 0.2f : gains[point] * 0.8f, SmallestGain);
        speeds[point] = (inertia * speeds[point]) - (rate * gains[point] * slope);
        places[point] += speeds[point];
    }

    private void Centre(float[] places)
    {
        var middle = 0.0;
        for (var point = 0; point < _count; point++)
        {
            middle += places[point];
        }

        var shift = (float)(middle / _count);
        for (var point = 0; point < _count; point++)
        {
            places[point] -= shift;
        }
    }
}
