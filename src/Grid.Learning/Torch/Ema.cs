using static TorchSharp.torch;

namespace Grid.Learning.Torch;

/// <summary>Exponential moving average of flat tensors.</summary>
public static class Ema
{
    /// <summary>average = momentum * average + (1 - momentum) * value, in place.</summary>
    /// <param name="average">float [P]; changed.</param>
    /// <param name="value">float [P], of the same type.</param>
    /// <param name="momentum">In [0, 1].</param>
    public static void Step(Tensor average, Tensor value, double momentum)
    {
        using var quiet = no_grad();
        using var weight = tensor(1 - momentum, average.dtype, average.device);
        average.lerp_(value, weight);
    }
}
