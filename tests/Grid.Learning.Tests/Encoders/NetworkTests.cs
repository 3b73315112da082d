using Grid.Learning.Encoders;
using TorchSharp;

namespace Grid.Learning.Tests.Encoders;

public sealed class NetworkTests
{
    [Fact]
    public void The_published_size_has_the_published_number_of_parameters()
    {
        using var network = new Network(ResNetSpec.Of("resnet18", "cifar", 64), new ProjectorSpec(4096, 256, false),
            learns: false);
        Assert.Equal(14_318_912, network.Tensors.Learned.numel());
        Assert.Equal([512, 256, 1, 1], network["layer4.0.downsample.0.weight"].shape);
        Assert.Equal([256, 4096], network["fc.2.weight"].shape);
    }

    [Theory]
    [InlineData("resnet18", "cifar", 16, 64)]
    [InlineData("resnet34", "mid", 32, 64)]
    [InlineData("resnet50", "big", 64, 256)]
    public void Every_shape_gives_finite_features_of_its_width_and_a_gradient_for_every_tensor(
        string name, string stem, int size, int features)
    {
        using var network = new Network(ResNetSpec.Of(name, stem, 8), new ProjectorSpec(12, 6, true));
        network.Tensors.Start(1);
        using var images = torch.randn([3, 3, size, size], generator: new torch.Generator(2));
        using var h = network.Encode(images);
        Assert.Equal([3, features], h.shape);
        Assert.True(h.isfinite().all().item<bool>());
        using var z = network.Project(images);
        Assert.Equal([3, 6], z.shape);
        using var sum = z.pow(2).sum();
        sum.backward();
        Assert.True(network.Tensors.Gradient!.isfinite().all().item<bool>());
        Assert.True(network["conv1.weight"].grad!.abs().sum().item<float>() > 0);
    }

    [Fact]
    public void Training_moves_the_running_statistics_and_encoding_does_not()
    {
        using var network = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(12, 6, false));
        network.Tensors.Start(1);
        using var images = torch.randn([4, 3, 16, 16], generator: new torch.Generator(2));
        using var before = network.Tensors.Statistics.clone();
        network.Encode(images).Dispose();
        Assert.True(network.Tensors.Statistics.allclose(before, 0, 0));
        network.Project(images).Dispose();
        Assert.False(network.Tensors.Statistics.allclose(before, 0, 0));
    }
}
