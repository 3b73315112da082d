using System.Collections.Immutable;
using Grid.Learning.Pictures;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

/// <summary>How features lie: their first two principal components beside t-SNE, coloured by class.</summary>
public static class FeaturePicture
{
    /// <summary>Fewer points have no neighbourhoods to show.</summary>
    public const int FewestPoints = 16;

    /// <summary>More points take minutes, since all pairs are compared.</summary>
    public const int MostPoints = 5000;

    private const int Components = 50;

    /// <summary>Draws features; equal features give the same bytes.</summary>
    /// <param name="features"><see cref="FewestPoints"/> to <see cref="MostPoints"/> rows.</param>
    /// <param name="classNames">For the legend.</param>
    /// <param name="perplexity">About how many neighbours t-SNE keeps near; lowered where there are few points.</param>
    /// <exception cref="ArgumentException">Too few or too many rows, or numbers that are not finite.</exception>
    public static Picture Of(LabelledFeatures features, ImmutableArray<string> classNames, double perplexity = 30)
    {
        var count = (int)features.Rows.size(0);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, FewestPoints, nameof(features));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostPoints, nameof(features));
        if (!features.AreFinite)
        {
            throw new ArgumentException("the features are not finite", nameof(features));
        }

        using var scope = NewDisposeScope();
        var components = PrincipalComponents.Of(features.Rows, Components);
        var plane = Numbers(components.narrow(1, 0, 2));
        var places = NeighbourEmbedding.Of(Numbers(components), plane, Math.Min(perplexity, (count - 1) / 3.0));
        int[] labels = [.. features.Labels.data<long>().ToArray().Select(label => (int)label)];
        return ScatterPicture.Of(
            [new ScatterPanel("PCA", [.. plane]), new ScatterPanel("t-SNE", [.. places])], labels, classNames);
    }

    private static double[] Numbers(Tensor values)
    {
        using var flat = values.contiguous();
        return flat.data<double>().ToArray();
    }
}
