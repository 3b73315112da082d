using System.Collections.Immutable;

namespace Grid.Learning.Data;

/// <summary>What is in one part of a data set.</summary>
/// <param name="Name">"train", "labelled", "validation" or "test".</param>
/// <param name="Count">Images.</param>
/// <param name="PerClass">Images of each class; empty where images have no labels.</param>
/// <param name="Sha256">Of sizes, class names, labels and pixels.</param>
public sealed record DataPartReport(string Name, int Count, ImmutableArray<int> PerClass, string Sha256);

/// <summary>What is in a data set.</summary>
/// <param name="Name">The word in recipes.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="ClassNames">The classes.</param>
/// <param name="Parts">Train, validation, test; labelled, where training images have no labels.</param>
/// <param name="Mean">Of the training images' red, green and blue, in 0 .. 1.</param>
/// <param name="Deviation">Standard deviation of the same, in 0 .. 1.</param>
public sealed record DataReport(
    string Name, int Height, int Width, ImmutableArray<string> ClassNames, ImmutableArray<DataPartReport> Parts,
    ImmutableArray<double> Mean, ImmutableArray<double> Deviation)
{
    /// <summary>Counts, hashes and averages over all images.</summary>
    public static DataReport Of(ImageSplits splits)
    {
        var (mean, deviation) = Moments(splits.Train);
        return new DataReport(
            splits.Train.Name, splits.Train.Height, splits.Train.Width, splits.Train.ClassNames,
            [
                Part("train", splits.Train),
                .. splits.Train.HasLabels ? [] : new[] { Part("labelled", splits.Labelled) },
                Part("validation", splits.Validation),
                Part("test", splits.Test),
            ],
            mean, deviation);
    }

    private static DataPartReport Part(string name, ImageSet images)
    {
        var counts = new int[images.HasLabels ? images.ClassNames.Length : 0];
        foreach (var label in images.Labels.Span)
        {
            counts[label]++;
        }

        return new DataPartReport(name, images.Count, [.. counts], images.Sha256);
    }

    private static (ImmutableArray<double> Mean, ImmutableArray<double> Deviation) Moments(ImageSet images)
    {
        var counts = new long[ImageSet.Channels, 256];
        for (var row = 0; row < images.Count; row++)
        {
            var image = images.Image(row);
            for (var at = 0; at < image.Length; at++)
            {
                counts[at % ImageSet.Channels, image[at]]++;
            }
        }

        var count = Math.Max(1, (double)images.Count * images.Height * images.Width);
        double Average(int channel, Func<double, double> of) =>
            Enumerable.Range(0, 256).Sum(level => counts[channel, level] * of(level / 255.0)) / count;

        var mean = Enumerable.Range(0, ImageSet.Channels).Select(channel => Average(channel, x => x)).ToArray();
        return ([.. mean], [.. mean.Select((m, channel) => Math.Sqrt(Average(channel, x => (x - m) * (x - m))))]);
    }
}
