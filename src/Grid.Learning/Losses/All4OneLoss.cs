using static TorchSharp.torch;

namespace Grid.Learning.Losses;

// N = batch, D = projector width, K = neighbours of each image.

/// <summary>What All4One makes of one view.</summary>
/// <param name="Projections">float [N, D].</param>
/// <param name="Predictions">First predictor of the projections, [N, D].</param>
/// <param name="Shifts">Second predictor of the projections, [N, D].</param>
/// <param name="Momentum">Momentum projections, [N, D]; no gradient.</param>
/// <param name="Neighbours">Nearest keys of the momentum projections, nearest first, [N, K, D]; no gradient.</param>
public sealed record All4OneView(
    Tensor Projections, Tensor Predictions, Tensor Shifts, Tensor Momentum, Tensor Neighbours);

/// <summary>All4One: neighbours, their centroids and redundancy of features, half of each.</summary>
/// <param name="Loss">Half of the sum of the terms, scalar [].</param>
/// <param name="Neighbour">NNCLR's loss of the nearest neighbours, [].</param>
/// <param name="Centroid">NNCLR's loss of the centroids, [].</param>
/// <param name="Feature">The feature term and its parts.</param>
/// <remarks>Estepa et al. 2023, https://arxiv.org/abs/2303.09417.</remarks>
public sealed record All4OneLoss(Tensor Loss, Tensor Neighbour, Tensor Centroid, FeatureLoss Feature)
{
    /// <summary>The temperature of the centroids as published; no setting changes it there.</summary>
    public const double CentroidTemperature = 0.1;

    /// <summary>The loss and its terms.</summary>
    /// <param name="first">First views.</param>
    /// <param name="second">Second views of the same images.</param>
    /// <param name="centroidOf">The transformer: tokens [N, K, D] to [N, D].</param>
    /// <param name="temperature">Of the nearest neighbours; > 0, no unit.</param>
    /// <param name="centroidTemperature">Of the centroids; > 0, no unit.</param>
    /// <exception cref="ArgumentException">Shapes differ.</exception>
    public static All4OneLoss Of(All4OneView first, All4OneView second, Func<Tensor, Tensor> centroidOf,
        double temperature, double centroidTemperature = CentroidTemperature)
    {
        using var scope = NewDisposeScope();
        var neighbour = NeighbourLoss.Symmetric(first.Neighbours.select(1, 0), second.Neighbours.select(1, 0),
            first.Predictions, second.Predictions, temperature);
        // Rows do not see each other in the transformer: one pass for all of them.
        var centroids = centroidOf(
            cat([first.Neighbours, second.Neighbours, Shifted(first), Shifted(second)], 0)).chunk(4);
        var centroid = NeighbourLoss.Symmetric(
            centroids[0], centroids[1], centroids[2], centroids[3], centroidTemperature);
        var feature = FeatureLoss.Of(first.Projections, second.Projections, first.Momentum, second.Momentum);
        var loss = neighbour.add(centroid).add(feature.Loss).div(2);
        scope.MoveToOuter(loss, neighbour, centroid, feature.Loss, feature.OnDiagonal, feature.OffDiagonal);
        return new All4OneLoss(loss, neighbour, centroid, feature);
    }

    /// <summary>The image's own prediction in front, the farthest neighbour left out: [N, K, D].</summary>
    public static Tensor Shifted(All4OneView view)
    {
        using var scope = NewDisposeScope();
        var near = view.Neighbours.narrow(1, 0, view.Neighbours.size(1) - 1);
        return cat([view.Shifts.unsqueeze(1), near], 1).MoveToOuterDisposeScope();
    }
}
