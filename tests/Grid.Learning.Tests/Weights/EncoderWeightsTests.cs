using Grid.Learning.Encoders;
using Grid.Learning.Weights;
using TorchSharp;

namespace Grid.Learning.Tests.Weights;

public sealed class EncoderWeightsTests
{
    private static readonly ResNetSpec Narrow = ResNetSpec.Of("resnet18", "cifar", 8);

    [Fact]
    public void What_is_written_fills_another_encoder_with_the_same_bits_and_leaves_its_projector()
    {
        using var folder = new TemporaryFolder();
        using Network from = Started(1), to = Started(2);
        using var projector = to["fc.0.weight"].clone();
        var path = Write(folder, from);

        Assert.Empty(EncoderWeights.Load(to, path));

        Assert.True(Same(from["layer4.1.conv2.weight"], to["layer4.1.conv2.weight"]));
        Assert.True(Same(from["bn1.running_var"], to["bn1.running_var"]));
        Assert.True(Same(projector, to["fc.0.weight"]));
        Assert.False(Same(from["fc.0.weight"], to["fc.0.weight"]));
    }

    [Fact]
    public void Weights_of_another_architecture_are_refused_with_every_kind_of_fault_and_what_would_fit()
    {
        using var folder = new TemporaryFolder();
        using var deep = Started(1, ResNetSpec.Of("resnet50", "big", 8));
        var faults = EncoderWeights.Check(ResNetSpec.Of("resnet34", "cifar", 16), Write(folder, deep));
        Assert.Equal(2, faults.Length);
        Assert.All(faults, x => Assert.Equal(("encoder.weights",
            "the file fits encoder.name: resnet50, encoder.stem: big, encoder.width: 8"), (x.Field, x.Hint)));
        Assert.Contains("has what this encoder has not: layer1.0.bn3.bias", faults[0].Message,
            StringComparison.Ordinal);
        Assert.Contains("conv1.weight [8, 3, 7, 7] instead of [16, 3, 3, 3]", faults[1].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("x.pt"), PtFiles.StateDict(("encoder_q.conv1.weight", [8, 3, 3, 3],
            new float[216])));
        var fault = Assert.Single(EncoderWeights.Check(Narrow, folder.File("x.pt")));
        Assert.Contains("lacks bn1.weight, bn1.bias", fault.Message, StringComparison.Ordinal);
        Assert.Contains("more", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_no_encoder_or_of_two_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("x.pt");
        File.WriteAllBytes(path, PtFiles.StateDict(("head.weight", [1], [1])));
        Assert.Contains("holds no encoder", EncoderWeights.Check(Narrow, path)[0].Message, StringComparison.Ordinal);
        File.WriteAllBytes(path, PtFiles.StateDict(("q.conv1.weight", [1], [1]), ("k.conv1.weight", [1], [1])));
        Assert.Contains("holds 2 encoders: 'k.', 'q.'", EncoderWeights.Check(Narrow, path)[0].Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_refused_and_nothing_is_changed()
    {
        using var folder = new TemporaryFolder();
        using Network from = Started(1), to = Started(2);
        using (torch.no_grad())
        {
            from["layer2.0.bn1.bias"][3] = float.NaN;
        }

        using var before = to.Tensors.Learned.clone();
        var fault = Assert.Single(EncoderWeights.Load(to, Write(folder, from)));
        Assert.Contains("not finite in layer2.0.bn1.bias", fault.Message, StringComparison.Ordinal);
        Assert.True(Same(before, to.Tensors.Learned));
    }

    [Fact]
    public void A_wrapper_before_the_names_does_not_matter_nor_does_a_classifier()
    {
        using var folder = new TemporaryFolder();
        using Network from = Started(1), to = Started(2);
        var stored = WeightFile.Read("", Write(folder, from)).Value!;
        var wrapped = stored.Select(x =>
        {
            using var values = x.Value.ToFloat32();
            return ("module.backbone." + x.Key, x.Value.Shape.ToArray(), values.data<float>().ToArray());
        });
        File.WriteAllBytes(folder.File("x.pt"), PtFiles.StateDict(
            [.. wrapped, ("module.fc.weight", [1], [1]), ("module.backbone.bn1.num_batches_tracked", [1], [9])]));
        Assert.Empty(EncoderWeights.Load(to, folder.File("x.pt")));
        Assert.True(Same(from["conv1.weight"], to["conv1.weight"]));
    }

    private static Network Started(ulong seed, ResNetSpec? spec = null)
    {
        var network = new Network(spec ?? Narrow, new ProjectorSpec(16, 8, true));
        network.Tensors.Start(seed);
        return network;
    }

    private static string Write(TemporaryFolder folder, Network network)
    {
        File.WriteAllBytes(folder.File("encoder.safetensors"),
            EncoderWeights.Write(network, new Dictionary<string, string>()));
        return folder.File("encoder.safetensors");
    }

    private static bool Same(torch.Tensor a, torch.Tensor b) => a.eq(b).all().item<bool>();
}
