using Grid.Core;
using Grid.Learning.Data;
using Grid.Learning.Diffusion;
using Grid.Learning.Probes;
using Grid.Learning.Tests.Stages;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Grid.Learning.Tests.Probes;

public sealed class CandidateDistanceTests
{
    private const int Darker = 51;

    [Theory]
    [InlineData("means.pt")]
    [InlineData("means-or-classes.pt")]
    public void Candidates_that_are_darker_alike_are_apart_by_their_means_alone(string file)
    {
        var read = ScriptedNetwork.Read(File(file));
        Assert.Empty(read.Faults);
        using var network = read.Value!;
        var images = Bright();

        // A fifth darker in each of three channels, with the same covariance.
        Assert.Equal(3 * 0.04, Of(images, Darker, network.Encode).Frechet, 1e-6);
        Assert.Equal(0, Of(images, 0, network.Encode).Frechet, 1e-6);
    }

    [Fact]
    public void Candidates_are_nearer_to_their_own_image_as_often_as_their_features_say()
    {
        // Four images along four axes; two of a class. The second candidate lies along the axis of its class mate.
        using var axes = torch.eye(4);
        var features = new Queue<Tensor>([axes.alias(), axes.index_select(0, torch.tensor(new long[] { 0, 3, 2, 3 }))]);
        var four = new ImageSet("four", 1, 1, new byte[12], [0, 1, 0, 1], ["even", "odd"]);
        var file = CandidateArray.Empty(four, 1, out _);
        var candidates = CandidateArray.Read("candidates", file, four).Value!;

        var found = CandidateDistance.Of(four, candidates, _ => Result<Tensor>.Valid(features.Dequeue())).Value!;

        Assert.Equal(75, found.OwnNearer);
    }

    [Fact]
    public void Features_that_are_not_finite_are_told()
    {
        var found = CandidateDistance.Of(Bright(), Candidates(Bright(), 0),
            images => Result<Tensor>.Valid(torch.full(images.Count, 2, double.NaN)));

        Assert.Contains("finite", Assert.Single(found.Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllText(folder.File("weights.pt"), "these are no weights");

        var fault = Assert.Single(ScriptedNetwork.Read(folder.File("weights.pt")).Faults);
        Assert.Contains("is no TorchScript file", fault.Message, StringComparison.Ordinal);
        fault = Assert.Single(ScriptedNetwork.Read(folder.File("missing.pt")).Faults);
        Assert.Contains("no such file", fault.Message, StringComparison.Ordinal);
    }

    private static string File(string name) => Path.Combine(AppContext.BaseDirectory, "Probes", "networks", name);

    private static CandidateDistance Of(ImageSet images, int darker, Func<ImageSet, Result<Tensor>> encode) =>
        CandidateDistance.Of(images, Candidates(images, darker), encode).Value!;

    /// <summary>Noise no darker than what is taken away from it.</summary>
    private static ImageSet Bright()
    {
        var noise = Builds.Noise(20, labelled: false);
        var pixels = new byte[noise.Count * noise.ImageBytes];
        noise.Read(0, pixels);
        return new ImageSet("bright", 16, 16, [.. pixels.Select(x => Math.Max(x, (byte)Darker))],
            new int[noise.Count], ["any"]);
    }

    private static CandidateArray Candidates(ImageSet images, int darker)
    {
        var file = CandidateArray.Empty(images, 1, out var pixels);
        images.Read(0, pixels.Span);
        foreach (ref var level in pixels.Span)
        {
            level -= (byte)darker;
        }

        return CandidateArray.Read("candidates", file, images).Value!;
    }
}
