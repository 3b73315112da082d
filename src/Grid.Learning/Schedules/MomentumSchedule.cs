namespace Grid.Learning.Schedules;

/// <summary>The momentum of a momentum encoder: half a cosine from start to end over all steps.</summary>
/// <param name="Start">Momentum of steps 0 and 1.</param>
/// <param name="End">Where it goes.</param>
/// <param name="Steps">Steps of the whole run, >= 1.</param>
/// <remarks>Grill et al. 2020, section 3.3, https://arxiv.org/abs/2006.07733.</remarks>
public sealed record MomentumSchedule(double Start, double End, long Steps)
{
    /// <summary>The momentum in force at a step, from 0: it moves after each step, so a step has the value of the one
    /// before.</summary>
    public double At(long step) => After(Math.Max(step - 1, 0));

    /// <summary>The momentum that a step, from 0, leaves behind.</summary>
    public double After(long step) => End - ((End - Start) * (Math.Cos(Math.PI * step / Steps) + 1) / 2);
}
