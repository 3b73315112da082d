using static TorchSharp.torch;

namespace Grid.Learning.Diffusion;

/// <summary>The simple loss of denoising diffusion: how far the predicted noise is from the noise.</summary>
/// <remarks>Ho et al. 2020, eq. 14, https://arxiv.org/abs/2006.11239.</remarks>
public static class DiffusionLoss
{
    /// <summary>Mean of the squared differences.</summary>
    /// <param name="predicted">float [N, 3, H, W].</param>
    /// <param name="noise">What was added, as predicted.</param>
    /// <returns>Scalar [].</returns>
    public static Tensor Of(Tensor predicted, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return Elementwise(predicted, noise).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The squared differences, as predicted.</summary>
    public static Tensor Elementwise(Tensor predicted, Tensor noise)
    {
        using var scope = NewDisposeScope();
        return predicted.sub(noise).square().MoveToOuterDisposeScope();
    }
}
