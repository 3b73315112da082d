using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

// N = images, H, W = rows and columns of an image.

/// <summary>Predicts the noise in images.</summary>
/// <param name="x">float [N, 3, H, W].</param>
/// <param name="step">The step that asks; its time is that of x.</param>
/// <returns>As x.</returns>
public delegate Tensor NoisePredictor(Tensor x, ReverseStep step);

/// <summary>Predicts the noise in images under the influence of others.</summary>
/// <param name="x">float [N, 3, H, W].</param>
/// <param name="anchor">Their anchors with noise of the same time, as x.</param>
/// <param name="step">The step that asks.</param>
public delegate Tensor AnchoredPredictor(Tensor x, Tensor anchor, ReverseStep step);

/// <summary>Standard normal noise [N, 3, H, W] for a step; asked for at most once a step.</summary>
public delegate Tensor StepNoise(ReverseStep step);

/// <summary>Turns noise into images, step by step.</summary>
public static class ReverseProcess
{
    /// <summary>Takes all steps.</summary>
    /// <param name="steps">From <see cref="ReverseStep.Ddpm(NoiseSchedule)"/> or
    /// <see cref="ReverseStep.Ddim(NoiseSchedule, int, double)"/>.</param>
    /// <param name="noise">Standard normal, float [N, 3, H, W]; left as it is.</param>
    /// <param name="predict">The network.</param>
    /// <param name="fresh">Called after the prediction of a step that wants fresh noise.</param>
    /// <param name="watch">Sees x before every step, or null.</param>
    /// <returns>Images, as noise, clipped to [-1, 1].</returns>
    /// <exception cref="NotFiniteNumberException">A number is NaN or infinite.</exception>
    public static Tensor Run(ImmutableArray<ReverseStep> steps, Tensor noise, NoisePredictor predict, StepNoise fresh,
        Action<Tensor>? watch = null)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var x = noise;
        foreach (var step in steps)
        {
            watch?.Invoke(x);
            var next = Next(step, x, predict, fresh);
            if (step.Index > 0)
            {
                x.Dispose();
            }

            x = next;
        }

        // Clipping would hide an infinite number, and no comparison would find NaN.
        if (!x.isfinite().all().item<bool>())
        {
            throw new NotFiniteNumberException($"the images are not finite after {steps.Length} steps");
        }

        return x.clamp(-1, 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A predictor that looks at anchors: every step gives them fresh noise of its own time.
    /// </summary>
    /// <param name="schedule">The times that were trained.</param>
    /// <param name="anchor">Clean images, float [N, 3, H, W], in [-1, 1].</param>
    /// <param name="fresh">Called at every step, before the prediction.</param>
    /// <param name="predict">The network.</param>
    public static NoisePredictor Anchored(
        NoiseSchedule schedule, Tensor anchor, StepNoise fresh, AnchoredPredictor predict) => (x, step) =>
    {
        using var scope = NewDisposeScope();
        var noised = schedule.Noised(anchor, fresh(step), step.Time);
        return predict(x, noised, step).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// Classifier-free guidance: away from what the network predicts without a class, (1 + strength) * conditional -
    /// strength * unconditional.
    /// </summary>
    /// <param name="conditional">Predicts for the classes that are wanted.</param>
    /// <param name="unconditional">Predicts without a class.</param>
    /// <param name="strength">>= 0; 0 is the conditional prediction.</param>
    /// <remarks>Ho, Salimans 2022, eq. 6, https://arxiv.org/abs/2207.12598.</remarks>
    public static NoisePredictor Guided(
        NoisePredictor conditional, NoisePredictor unconditional, double strength) => (x, step) =>
    {
        using var scope = NewDisposeScope();
        return Guide(conditional(x, step), unconditional(x, step), strength).MoveToOuterDisposeScope();
    };

    /// <summary>
    /// A predictor whose noise implies a clean image within [-1, 1]: without it, the errors of a network that learned
    /// little add up to black and white.
    /// </summary>
    /// <param name="schedule">The times that were trained.</param>
    /// <param name="predict">The network.</param>
    /// <remarks>Not in the papers, but in the code of Ho et al. 2020, https://arxiv.org/abs/2006.11239.</remarks>
    public static NoisePredictor Clipped(NoiseSchedule schedule, NoisePredictor predict) => (x, step) =>
    {
        using var scope = NewDisposeScope();
        var left = schedule.Left(step.Time);
        var (image, noise) = (Math.Sqrt(left), Math.Sqrt(1 - left));
        var clean = x.add(predict(x, step), -noise).div_(image).clamp_(-1, 1);
        return x.add(clean, -image).div_(noise).MoveToOuterDisposeScope();
    };

    /// <summary>(1 + strength) * conditional - strength * unconditional.</summary>
    internal static Tensor Guide(Tensor conditional, Tensor unconditional, double strength)
    {
        using var scope = NewDisposeScope();
        return conditional.mul(1 + strength).add_(unconditional, -strength).MoveToOuterDisposeScope();
    }

    private static Tensor Next(ReverseStep step, Tensor x, NoisePredictor predict, StepNoise fresh)
    {
        using var scope = NewDisposeScope();
        var next = step.Mean(x, predict(x, step));
        if (step.Fresh > 0)
        {
            next.add_(fresh(step), step.Fresh);
        }

        return next.MoveToOuterDisposeScope();
    }
}
