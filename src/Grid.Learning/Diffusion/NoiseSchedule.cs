using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = images, T = times. Time 0 is the least noisy one.

/// <summary>
/// How much noise an image has at each of T times: variances that grow on a straight line. The line is rounded to
/// float32; everything derived is float64.
/// </summary>
/// <remarks>Ho et al. 2020, sections 2 and 4, https://arxiv.org/abs/2006.11239.</remarks>
public sealed class NoiseSchedule
{
    /// <summary>Derives everything from the line's ends.</summary>
    /// <param name="times">T, >= 2.</param>
    /// <param name="first">Variance that time 0 adds, in (0, 1).</param>
    /// <param name="last">Variance that time T - 1 adds, in (0, 1).</param>
    public NoiseSchedule(int times, double first, double last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 2);
        Beta = [.. Line((float)first, (float)last, times)];
        AlphaBar = [.. Products(Beta)];
        var before = AlphaBar.Insert(0, 1);
        PosteriorVariance = [.. Beta.Select((beta, t) => beta * (1 - before[t]) / (1 - AlphaBar[t]))];
    }

    /// <summary>T.</summary>
    public int Times => Beta.Length;

    /// <summary>Variance that each time adds, [T].</summary>
    public ImmutableArray<double> Beta { get; }

    /// <summary>What is left of an image's variance at each time, [T]; falls.</summary>
    public ImmutableArray<double> AlphaBar { get; }

    /// <summary>Variance of the image before, given this one and the clean one, [T].</summary>
    public ImmutableArray<double> PosteriorVariance { get; }

    /// <summary>What is left at a time; 1 before time 0, where an image is clean.</summary>
    /// <param name="time">-1 .. T - 1.</param>
    public double Left(int time) => time < 0 ? 1 : AlphaBar[time];

    /// <summary>Images with the noise of one time each: sqrt(left) * clean + sqrt(1 - left) * noise.</summary>
    /// <param name="clean">float [N, ...], in [-1, 1].</param>
    /// <param name="noise">Standard normal, as clean.</param>
    /// <param name="times">int64 [N], each 0 .. T - 1.</param>
    public Tensor Noised(Tensor clean, Tensor noise, ReadOnlySpan<long> times)
    {
        using var scope = NewDisposeScope();
        var shape = clean.shape.Select((size, axis) => axis == 0 ? size : 1).ToArray();
        var (image, fresh) = (new float[times.Length], new float[times.Length]);
        for (var row = 0; row < times.Length; row++)
        {
            var left = AlphaBar[(int)times[row]];
            (image[row], fresh[row]) = ((float)Math.Sqrt(left), (float)Math.Sqrt(1 - left));
        }

        Tensor PerImage(float[] values) => tensor(values).view(shape).to(clean.dtype);
        return clean.mul(PerImage(image)).add_(noise.mul(PerImage(fresh))).MoveToOuterDisposeScope();
    }

    /// <summary>Images with the noise of one time for all.</summary>
    /// <param name="clean">float [N, ...], in [-1, 1].</param>
    /// <param name="noise">Standard normal, as clean.</param>
    /// <param name="time">0 .. T - 1.</param>
    public Tensor Noised(Tensor clean, Tensor noise, int time)
    {
        using var scope = NewDisposeScope();
        var left = AlphaBar[time];
        return clean.mul(Math.Sqrt(left)).add_(noise, Math.Sqrt(1 - left)).MoveToOuterDisposeScope();
    }

    // Both halves start from their own end, so that the ends are exact.
    private static IEnumerable<double> Line(float first, float last, int count)
    {
        var step = (last - first) / (count - 1);
        for (var index = 0; index < count; index++)
        {
            yield return index < count / 2 ? first + (step * index) : last - (step * (count - 1 - index));
        }
    }

    private static IEnumerable<double> Products(ImmutableArray<double> beta)
    {
        var product = 1.0;
        foreach (var variance in beta)
        {
            yield return product *= 1 - variance;
        }
    }
}
