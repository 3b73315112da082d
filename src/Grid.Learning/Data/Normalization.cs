using System.Collections.Immutable;
using System.Globalization;
using Grid.Learning.Data.Formats;

namespace Grid.Learning.Data;

/// <summary>What is subtracted from the levels of each channel, red, green, blue, and what they are divided by after
/// that; levels are in [0, 1].</summary>
/// <param name="Mean">Three numbers.</param>
/// <param name="Deviation">Three numbers, > 0.</param>
public sealed record Normalization(ImmutableArray<float> Mean, ImmutableArray<float> Deviation)
{
    /// <summary>The constants that the literature uses with a data set; for other images those that take the range of
    /// a byte to [-2, 2].</summary>
    /// <param name="dataSet">Its word in recipes.</param>
    public static Normalization Of(string dataSet) => dataSet switch
    {
        Cifar10.Name => new([0.4914f, 0.4822f, 0.4465f], [0.2023f, 0.1994f, 0.2010f]),
        Cifar100.Name => new([0.5071f, 0.4865f, 0.4409f], [0.2673f, 0.2564f, 0.2762f]),
        Stl10.Name => new([0.4914f, 0.4823f, 0.4466f], [0.247f, 0.243f, 0.261f]),
        Mnist.Digits => Grey(0.1307f, 0.3081f),
        Mnist.Fashion => Grey(0.2860f, 0.3530f),
        _ => Grey(0.5f, 0.25f),
    };

    /// <summary>The means as text: "0.4914 0.4822 0.4465".</summary>
    public string MeanText => Text(Mean);

    /// <summary>The deviations as text.</summary>
    public string DeviationText => Text(Deviation);

    private static Normalization Grey(float mean, float deviation) =>
        new([mean, mean, mean], [deviation, deviation, deviation]);

    private static string Text(ImmutableArray<float> values) =>
        string.Join(' ', values.Select(x => x.ToString(CultureInfo.InvariantCulture)));
}
