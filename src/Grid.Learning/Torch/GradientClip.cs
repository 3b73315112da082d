using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Keeps gradients short.</summary>
public static class GradientClip
{
    /// <summary>Scales a gradient down to a length where it is longer, in place.</summary>
    /// <param name="gradient">float [P].</param>
    /// <param name="length">Largest L2 norm, > 0.</param>
    /// <returns>The norm that it had, [].</returns>
    public static Tensor To(Tensor gradient, double length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        // No number leaves the device for this. The small sum keeps a gradient of zeros defined.
        var norm = gradient.norm();
        gradient.mul_(norm.add(1e-6).reciprocal().mul(length).clamp_max(1));
        return norm.MoveToOuterDisposeScope();
    }
}
