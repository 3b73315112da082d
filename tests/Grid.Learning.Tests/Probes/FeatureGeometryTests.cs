using Grid.Learning.Data;
using Grid.Learning.Encoders;
using Grid.Learning.Probes;
using Grid.Learning.Training;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class FeatureGeometryTests
{
    private const int Side = 8;

    [Fact]
    public void Equal_images_are_one_point()
    {
        var found = Measure(Images(50, _ => 90), Copies);
        Assert.Equal(0, found["alignment"], 1e-9);
        Assert.Equal(0, found["uniformity"], 1e-9);
        Assert.Equal(1, found["effective_rank"], 1e-9);
        Assert.Equal(1, found["tolerance"], 1e-9);
    }

    [Fact]
    public void Two_kinds_of_images_are_two_points_whose_distance_is_the_alignment_of_their_views()
    {
        // Half of them dark, half bright: of all pairs of different images, 25 in 49 have the distance.
        var found = Measure(Images(50, row => row % 2 == 0 ? 20 : 230), DarkAndBright);
        var distance = found["alignment"];
        Assert.InRange(distance, 1e-4, 4);
        Assert.Equal(Math.Log((24 + (25 * Math.Exp(-2 * distance))) / 49), found["uniformity"], 1e-6);
        Assert.Equal(1, found["effective_rank"], 1e-6);
        // The labels are the kinds.
        Assert.Equal(1, found["tolerance"], 1e-6);
    }

    [Fact]
    public void Of_many_images_some_at_equal_distances_speak_for_all()
    {
        // Every second of 4000 is taken, and those are equal.
        var found = Measure(Images(4000, row => row % 2 == 0 ? 20 : 230), Copies);
        Assert.Equal(0, found["uniformity"], 1e-9);
    }

    [Fact]
    public void Tolerance_needs_labels_that_occur_twice()
    {
        int[] different = [0, 1];
        Assert.DoesNotContain("tolerance", Measure(Images(2, _ => 90, different), Copies).Keys);
        Assert.DoesNotContain("tolerance", Measure(Images(2, _ => 90, null), Copies).Keys);
        Assert.Contains("uniformity", Measure(Images(2, _ => 90, null), Copies).Keys);
    }

    [Fact]
    public void One_image_and_features_that_are_not_finite_have_no_geometry()
    {
        Assert.Empty(Measure(Images(1, _ => 90), Copies));
        Assert.Empty(Measure(Images(50, _ => 90), Copies, scale: double.NaN));
    }

    private static SortedDictionary<string, double> Measure(ImageSet images, ViewWriter writer, double scale = 1)
    {
        using var scope = torch.NewDisposeScope();
        using var pixels = new Pixels(Normalization.Of(images.Name), torch.ScalarType.Float32);
        using var network = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(4, 4, false));
        network.Tensors.Start(seed: 5);
        using (torch.no_grad())
        {
            network.Tensors.Learned.mul_(scale);
        }

        var reader = new FeatureReader(network, pixels, () => true);
        using var features = reader.Read(images)!;
        return new(new FeatureGeometry(reader, writer, seed: 3).Measure(images, features)!
            .ToDictionary(x => x.Name, x => x.Value));
    }

    /// <summary>Images of one level each; their labels, where not given, are the dark and the bright half.</summary>
    private static ImageSet Images(int count, Func<int, int> level, params int[]? labels)
    {
        byte[] pixels = [.. Enumerable.Range(0, count)
            .SelectMany(row => Enumerable.Repeat((byte)level(row), Side * Side * 3))];
        labels = labels is [] ? [.. Enumerable.Range(0, count).Select(row => level(row) < 128 ? 0 : 1)] : labels;
        var source = new ImageSet("any", Side, Side, pixels, new int[count], ["dark", "bright"]).Source;
        return new ImageSet("any", source, labels, ["dark", "bright"]);
    }

    private static void Copies(
        ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first)
    {
        for (var place = 0; place < 2 * rows.Length; place++)
        {
            images.Image(rows[place % rows.Length]).CopyTo(views[(place * images.ImageBytes)..]);
        }
    }

    private static void DarkAndBright(
        ImageSet images, ReadOnlySpan<int> rows, ulong seed, long step, Span<byte> views, int first)
    {
        views[..(views.Length / 2)].Fill(20);
        views[(views.Length / 2)..].Fill(230);
    }
}
