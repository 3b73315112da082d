using Grid.Learning.Data;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, F = features.

/// <summary>How an encoder's features lie on the sphere, on images that training did not see: no probe is
/// trained.</summary>
/// <param name="reader">Encodes.</param>
/// <param name="writer">Paints the two views that are to meet.</param>
/// <param name="seed">The run's seed: every evaluation of a run sees the same views.</param>
internal sealed class FeatureGeometry(FeatureReader reader, ViewWriter writer, ulong seed)
{
    // Pairs of rows grow with the square; so many tell two encoders apart.
    private const int MaxImages = 2000;

    /// <summary>Measures the features of images; null where it was told to stop.</summary>
    /// <param name="images">Of many, some at equal distances are taken.</param>
    /// <param name="features">Features of all of them.</param>
    /// <returns>"alignment", "uniformity", "effective_rank", and "tolerance" where a label occurs twice; nothing for
    /// a single image or features that are not finite.</returns>
    internal List<(string Name, double Value)>? Measure(ImageSet images, LabelledFeatures features)
    {
        if (images.Count < 2 || !features.AreFinite)
        {
            return [];
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        int[] chosen = [.. Chosen(images.Count)];
        if (reader.ReadViews(images, chosen, writer, RandomKey.Of(seed, RandomPurpose.Geometry, 0))
            is not var (first, second))
        {
            return null;
        }

        using var index = tensor(chosen.Select(row => (long)row).ToArray());
        var rows = features.Rows.index_select(0, index);
        List<(string, double)> found =
        [
            ("alignment", Geometry.Alignment(first, second)),
            ("uniformity", Geometry.Uniformity(rows)),
            ("effective_rank", Geometry.EffectiveRank(rows)),
        ];
        var labels = images.HasLabels ? chosen.Select(row => images.Labels.Span[row]).ToArray() : [];
        if (labels.Distinct().Count() < labels.Length)
        {
            found.Add(("tolerance", Geometry.Tolerance(rows, features.Labels.index_select(0, index))));
        }

        return found;
    }

    private static IEnumerable<int> Chosen(int count)
    {
        var wanted = Math.Min(count, MaxImages);
        return Enumerable.Range(0, wanted).Select(place => (int)((long)place * count / wanted));
    }
}
