using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width.

/// <summary>BYOL: the prediction of each view meets the momentum projection of the other.</summary>
/// <remarks>Grill et al. 2020, section 3.1, https://arxiv.org/abs/2006.07733.</remarks>
public static class ByolLoss
{
    /// <summary>Prediction 0 against target 1 plus prediction 1 against target 0.</summary>
    /// <param name="predictions0">Predictions of the first views, float [N, D]; normalised here.</param>
    /// <param name="predictions1">Predictions of the second views, [N, D].</param>
    /// <param name="targets0">Momentum projections of the first views, [N, D]; normalised here, no gradient.</param>
    /// <param name="targets1">Momentum projections of the second views, [N, D].</param>
    /// <returns>Scalar [], in [0, 8].</returns>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static Tensor Of(Tensor predictions0, Tensor predictions1, Tensor targets0, Tensor targets1)
    {
        using var scope = NewDisposeScope();
        var first = AlignmentLoss.Of(predictions0, targets1.detach());
        return first.add(AlignmentLoss.Of(predictions1, targets0.detach())).MoveToOuterDisposeScope();
    }
}
