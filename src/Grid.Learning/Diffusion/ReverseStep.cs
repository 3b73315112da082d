using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

/// <summary>
/// One step from noise towards an image. All ways of sampling are linear in what they get: the image before is image *
/// x + predicted * noise + fresh * z, with z standard normal.
/// </summary>
/// <param name="Index">Place among the steps, from 0.</param>
/// <param name="Time">Time of x, 0 .. T - 1.</param>
/// <param name="Image">Weight of x.</param>
/// <param name="Predicted">Weight of the noise that was predicted.</param>
/// <param name="Fresh">Weight of fresh noise, >= 0; where it is 0, none is drawn.</param>
public readonly record struct ReverseStep(int Index, int Time, double Image, double Predicted, double Fresh)
{
    /// <summary>The step's mean: all but the fresh noise.</summary>
    /// <param name="x">float [N, ...].</param>
    /// <param name="predicted">As x.</param>
    public Tensor Mean(Tensor x, Tensor predicted)
    {
        using var scope = NewDisposeScope();
        return x.mul(Image).add_(predicted, Predicted).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// All steps of denoising diffusion, one for each time. The variances are the large ones (beta), but for the last
    /// but one step, which has the posterior's; the last step adds no noise.
    /// </summary>
    /// <remarks>Ho et al. 2020, algorithm 2 and section 3.2, https://arxiv.org/abs/2006.11239.</remarks>
    public static ImmutableArray<ReverseStep> Ddpm(NoiseSchedule schedule) =>
        [.. Enumerable.Range(0, schedule.Times).Select(index => Ddpm(schedule, index, schedule.Times - 1 - index))];

    /// <summary>Steps that skip times.</summary>
    /// <param name="schedule">The times that were trained.</param>
    /// <param name="count">Steps, 1 .. T.</param>
    /// <param name="eta">Fresh noise, in [0, 1]: 0 is deterministic, 1 has the posterior's variance.</param>
    /// <remarks>Song et al. 2021, eq. 12 and 16, https://arxiv.org/abs/2010.02502.</remarks>
    public static ImmutableArray<ReverseStep> Ddim(NoiseSchedule schedule, int count, double eta)
    {
        var times = DdimTimes(schedule.Times, count);
        return [.. Enumerable.Range(0, count)
            .Select(index => Ddim(schedule, index, times[index], times[index + 1], eta))];
    }

    /// <summary>Variance of the fresh noise at a time.</summary>
    internal static double DdpmVariance(NoiseSchedule schedule, int time) =>
        time == 0 ? schedule.PosteriorVariance[1] : schedule.Beta[time];

    internal static ReverseStep Ddpm(NoiseSchedule schedule, int index, int time)
    {
        var beta = schedule.Beta[time];
        var image = Math.Sqrt(1 / (1 - beta));
        var fresh = time == 0 ? 0 : Math.Sqrt(DdpmVariance(schedule, time));
        return new(index, time, image, -image * beta / Math.Sqrt(1 - schedule.AlphaBar[time]), fresh);
    }

    internal static ReverseStep Ddim(NoiseSchedule schedule, int index, int time, int next, double eta)
    {
        var (image, noise) = DdimClean(schedule, time);
        var (direction, fresh) = DdimNoise(schedule, time, next, eta);
        var scale = Math.Sqrt(schedule.Left(next));
        return new(index, time, scale * image, (scale * noise) + direction, fresh);
    }

    /// <summary>Weights of x and of the predicted noise in the clean image that they imply.</summary>
    internal static (double Image, double Predicted) DdimClean(NoiseSchedule schedule, int time) =>
        (Math.Sqrt(1 / schedule.AlphaBar[time]), -Math.Sqrt((1 / schedule.AlphaBar[time]) - 1));

    /// <summary>Weights of the predicted and of fresh noise that come back on top of the clean image.</summary>
    internal static (double Predicted, double Fresh) DdimNoise(
        NoiseSchedule schedule, int time, int next, double eta)
    {
        var (left, then) = (schedule.Left(time), schedule.Left(next));
        var fresh = eta * Math.Sqrt((1 - (left / then)) * (1 - then) / (1 - left));
        return (Math.Sqrt(1 - then - (fresh * fresh)), fresh);
    }

    /// <summary>Times of all steps and -1 behind them: evenly spaced in float32, cut to whole numbers.</summary>
    internal static ImmutableArray<int> DdimTimes(int times, int count)
    {
        // Where a time is a whole number, rounding decides what is cut: numbers are counted from the first of each
        // eight, and those from the nearer end, as the processors of the published runs did.
        const int together = 8;
        var step = times / (float)count;
        float FromEnd(int index) => index < (count + 1) / 2
            ? MathF.FusedMultiplyAdd(step, index, -1)
            : MathF.FusedMultiplyAdd(-step, count - index, times - 1);
        float At(int index)
        {
            var first = index / together * together;
            return first + together > count + 1 ? FromEnd(index) : FromEnd(first) + ((index - first) * step);
        }

        return [.. Enumerable.Range(0, count + 1).Select(index => (int)At(count - index))];
    }
}
