using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Probes;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

/// <summary>Measures an encoder: weighted kNN with the labelled training images as the bank, how the features of the
/// validation images lie, and a linear probe at the end.</summary>
/// <param name="plan">What is measured, and how.</param>
/// <param name="data">Bank and queries.</param>
/// <param name="pixels">The normalisation.</param>
/// <param name="writer">Paints views.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class Evaluation(
    TrainingPlan plan, ImageSplits data, Pixels pixels, ViewWriter writer, ulong seed)
{
    private const string Validation = "val";

    /// <summary>Evaluates; null where it was told to stop before the end.</summary>
    /// <param name="network">Its encoder is measured, with running statistics.</param>
    /// <param name="trained">False before the first step: the value goes under another name.</param>
    /// <param name="last">True: on the test images, too, and with the linear probe.</param>
    /// <param name="goesOn">Called often; false = stop.</param>
    /// <returns>Values by metric name, accuracies in percent.</returns>
    internal List<(string Name, double Value)>? Run(Network network, bool trained, bool last, Func<bool> goesOn)
    {
        using var scope = NewDisposeScope();
        var wanted = Wanted(trained, last);
        if (wanted.Count == 0)
        {
            return [];
        }

        var reader = new FeatureReader(network, pixels, goesOn);
        using var bank = reader.Read(data.Labelled);
        if (bank is null)
        {
            return null;
        }

        var queries = new List<(string Part, LabelledFeatures Features)>();
        try
        {
            foreach (var (part, images) in wanted)
            {
                if (reader.Read(images) is not { } features)
                {
                    return null;
                }

                queries.Add((part, features));
            }

            var geometry = Shape(reader, queries);
            var linear = last && plan.Linear is not null ? Linear(plan.Linear, reader, bank, queries, goesOn) : [];
            return geometry is null || linear is null ? null
                : [.. queries.Select(x => Neighbours(bank, x.Part, x.Features)), .. geometry, .. linear];
        }
        finally
        {
            queries.ForEach(x => x.Features.Dispose());
        }
    }

    private List<(string Part, ImageSet Images)> Wanted(bool trained, bool last)
    {
        if (!trained)
        {
            return [("untrained", data.Validation.Count > 0 ? data.Validation : data.Test)];
        }

        var wanted = new List<(string, ImageSet)>();
        if (data.Validation.Count > 0)
        {
            wanted.Add((Validation, data.Validation));
        }

        if (last)
        {
            wanted.Add(("test", data.Test));
        }

        return wanted;
    }

    private (string Name, double Value) Neighbours(LabelledFeatures bank, string part, LabelledFeatures features)
    {
        using var votes = KnnProbe.Vote(
            bank.Rows, bank.Labels, features.Rows, bank.Classes, plan.Neighbours, plan.NeighbourTemperature);
        return ($"{part}.knn.top1", votes.Accuracy(features.Labels));
    }

    /// <summary>Measures the first queries where these are the validation images.</summary>
    private List<(string Name, double Value)>? Shape(
        FeatureReader reader, List<(string Part, LabelledFeatures Features)> queries)
    {
        if (queries[0].Part != Validation)
        {
            return [];
        }

        var found = new FeatureGeometry(reader, writer, seed).Measure(data.Validation, queries[0].Features);
        return found is null ? null : [.. found.Select(x => ($"{Validation}.{x.Name}", x.Value))];
    }

    private List<(string Name, double Value)>? Linear(LinearProbePlan linear, FeatureReader reader,
        LabelledFeatures plain, List<(string Part, LabelledFeatures Features)> queries, Func<bool> goesOn)
    {
        using var mirrored = reader.Read(data.Labelled, mirrored: true);
        using var probe = mirrored is null ? null : linear.Train(plain, mirrored, seed, goesOn);
        if (probe is null)
        {
            return null;
        }

        var found = new List<(string, double)>();
        foreach (var (part, features) in queries)
        {
            using var scores = probe.Scores(features.Rows);
            found.Add(($"{part}.linear.top1", Accuracy.Top(scores, features.Labels, 1)));
            found.Add(($"{part}.linear.top5", Accuracy.Top(scores, features.Labels, 5)));
        }

        return found;
    }
}
