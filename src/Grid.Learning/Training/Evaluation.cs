using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Probes;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

/// <summary>Measures an encoder by weighted kNN, with the labelled training images as the bank.</summary>
/// <param name="plan">Neighbours and temperature.</param>
/// <param name="data">Bank and queries.</param>
/// <param name="pixels">The normalisation.</param>
internal sealed class Evaluation(TrainingPlan plan, ImageSplits data, Pixels pixels)
{
    private const int ImagesAtOnce = 256;

    /// <summary>Evaluates; null where it was told to stop before the end.</summary>
    /// <param name="network">Its encoder is measured, with running statistics.</param>
    /// <param name="trained">False before the first step: the value goes under another name.</param>
    /// <param name="last">True: on the test images, too.</param>
    /// <param name="goesOn">Called often; false = stop.</param>
    /// <returns>Percent by metric name.</returns>
    internal List<(string Name, double Percent)>? Run(Network network, bool trained, bool last, Func<bool> goesOn)
    {
        using var scope = NewDisposeScope();
        var wanted = Wanted(trained, last);
        if (wanted.Count == 0)
        {
            return [];
        }

        if (Encode(network, data.Labelled, goesOn) is not { } bank)
        {
            return null;
        }

        var labels = Labels(data.Labelled);
        var found = new List<(string, double)>();
        foreach (var (name, images) in wanted)
        {
            if (Encode(network, images, goesOn) is not { } queries)
            {
                return null;
            }

            using var votes = KnnProbe.Vote(
                bank, labels, queries, images.ClassNames.Length, plan.Neighbours, plan.NeighbourTemperature);
            found.Add((name, votes.Accuracy(Labels(images))));
        }

        return found;
    }

    private List<(string Name, ImageSet Images)> Wanted(bool trained, bool last)
    {
        var ranked = data.Validation.Count > 0 ? data.Validation : data.Test;
        if (!trained)
        {
            return [("untrained.knn.top1", ranked)];
        }

        var wanted = new List<(string, ImageSet)>();
        if (data.Validation.Count > 0)
        {
            wanted.Add(("val.knn.top1", data.Validation));
        }

        if (last)
        {
            wanted.Add(("test.knn.top1", data.Test));
        }

        return wanted;
    }

    private Tensor? Encode(Network network, ImageSet images, Func<bool> goesOn)
    {
        using var scope = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var at = 0; at < images.Count; at += ImagesAtOnce)
        {
            if (!goesOn())
            {
                return null;
            }

            using var bytes = Pixels.Of(images, at, Math.Min(ImagesAtOnce, images.Count - at));
            using var batch = pixels.Normalize(bytes);
            parts.Add(network.Encode(batch));
        }

        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    private static Tensor Labels(ImageSet images)
    {
        using var labels = tensor(images.Labels.ToArray());
        return labels.to(ScalarType.Int64);
    }
}
