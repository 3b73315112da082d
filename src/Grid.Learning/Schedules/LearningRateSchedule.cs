namespace Grid.Learning.Schedules;

/// <summary>Linear warm-up, then half a cosine down to 0; one rate for each epoch.</summary>
/// <param name="Peak">Rate after the warm-up.</param>
/// <param name="WarmupEpochs">Epochs until the peak; the last of them has it already. 0 = none.</param>
/// <param name="WarmupStart">Rate of the first warm-up epoch.</param>
/// <param name="Epochs">Epochs of the whole run.</param>
/// <remarks>Goyal et al. 2017, section 2.2, https://arxiv.org/abs/1706.02677; Loshchilov, Hutter 2017, eq. 5,
/// https://arxiv.org/abs/1608.03983.</remarks>
public sealed record LearningRateSchedule(double Peak, int WarmupEpochs, double WarmupStart, int Epochs)
{
    /// <summary>The rate of an epoch, from 0.</summary>
    public double At(int epoch)
    {
        if (epoch < WarmupEpochs)
        {
            // A single warm-up epoch has no way to go: it stays at the start.
            var steps = Math.Max(WarmupEpochs - 1, 1);
            return WarmupStart + (epoch * (Peak - WarmupStart) / steps);
        }

        var length = Math.Max(Epochs - WarmupEpochs, 1);
        return 0.5 * Peak * (1 + Math.Cos(Math.PI * (epoch - WarmupEpochs) / length));
    }
}
