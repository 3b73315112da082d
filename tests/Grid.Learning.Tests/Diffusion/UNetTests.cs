using Grid.Learning.Diffusion;
using Grid.Learning.Tests.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Tests.Diffusion;

public sealed class UNetTests
{
    internal static readonly UNetSpec Small = new()
    {
        Channels = 8,
        Multipliers = [1, 2],
        Groups = 4,
        Blocks = 1,
        Times = 50,
    };

    [Fact]
    public void The_published_shapes_have_the_published_numbers_of_parameters()
    {
        using var plain = new UNet(new UNetSpec { Channels = 128 }, learns: false);
        // The published count includes a projector that nothing uses.
        Assert.Equal(36_273_923 - 527_616, plain.Tensors.Learned.numel());
        using var conditional = new UNet(new UNetSpec { Channels = 128, Classes = 10 }, learns: false);
        Assert.Equal(47.76, conditional.Tensors.Learned.numel() / 1e6, 0.005);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void At_its_start_it_predicts_next_to_nothing_or_something_and_learns_in_every_tensor(int classes)
    {
        using var scope = NewDisposeScope();
        using var network = Started(classes);
        var (x, times) = (Images(2), tensor(new long[] { 3, 40 }));
        var labels = tensor(new long[] { 1, 3 });
        var predicted = network.Predict(x, times, labels);
        Assert.Equal(x.shape, predicted.shape);
        var size = predicted.abs().max().item<float>();
        Assert.True(classes == 0 ? size < 1e-3 : size > 1e-2, $"the largest prediction is {size}");
        network.Tensors.Gradient!.zero_();
        Roughened(network).Predict(x, times, labels).square().mean().backward();
        foreach (var name in network.Names)
        {
            using var gradient = network[name].grad!;
            Assert.True(gradient.abs().max().item<float>() > 0, $"{name} learns nothing");
        }
    }

    [Fact]
    public void No_class_stays_zero_and_without_gradient()
    {
        using var scope = NewDisposeScope();
        using var network = Roughened(Started(classes: 3));
        const string name = "cond_embedding.condEmbedding.0.weight";
        using (no_grad())
        {
            network[name][0].zero_();
        }

        var times = tensor(new long[] { 3, 40 });
        network.Predict(Images(2), times, tensor(new long[] { 0, 2 })).square().mean().backward();
        using var gradient = network[name].grad!;
        Assert.Equal([0, 0, 1, 0], gradient.abs().sum(1).data<float>().Select(x => x > 0 ? 1 : 0));
    }

    [Fact]
    public void One_time_for_all_images_is_the_time_of_each()
    {
        using var scope = NewDisposeScope();
        using var network = Roughened(Started(classes: 3));
        var x = Images(3);
        var one = network.Predict(x, tensor(new long[] { 20 }), tensor(new long[] { 2 }));
        var each = network.Predict(x, tensor(new long[] { 20, 20, 20 }), tensor(new long[] { 2, 2, 2 }));
        Assert.True(one.allclose(each, rtol: 1e-4, atol: 1e-5));
        var other = network.Predict(x, tensor(new long[] { 21 }), tensor(new long[] { 2 }));
        Assert.False(one.allclose(other, rtol: 1e-4, atol: 1e-5));
    }

    [Fact]
    public void Memory_layout_and_bfloat16_change_the_prediction_by_rounding_only()
    {
        using var scope = NewDisposeScope();
        using var network = Roughened(Started(classes: 0));
        var (x, times) = (Images(2), tensor(new long[] { 3, 40 }));
        var expected = network.Predict(x, times);
        var channelsLast = x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        Assert.True(expected.allclose(network.Predict(channelsLast, times), rtol: 1e-4, atol: 1e-5));
        var coarse = network.Predict(channelsLast.to(ScalarType.BFloat16), times);
        Assert.Equal(ScalarType.Float32, coarse.dtype);
        var far = coarse.sub(expected).abs().max().item<float>() / expected.abs().max().item<float>();
        Assert.True(far is > 0 and < 0.05f, $"bfloat16 is {far} off");
    }

    [Theory]
    [InlineData(30, 32, 4, "1,2", "1", 32, "diffusion.channels")]
    [InlineData(32, 32, 4, "1,2", "2", 32, "diffusion.attention")]
    [InlineData(32, 32, 4, "1,2,2,2", "1", 28, "diffusion.multipliers")]
    [InlineData(32, 32, 4, "1,0", "1", 32, "diffusion.multipliers")]
    [InlineData(5, 5, 4, "1,2", "1", 32, "diffusion.channels")]
    public void A_shape_that_cannot_be_built_is_told(
        int channels, int groups, int times, string multipliers, string attention, int size, string field)
    {
        var spec = new UNetSpec
        {
            Channels = channels,
            Groups = groups,
            Times = times,
            Multipliers = [.. multipliers.Split(',').Select(int.Parse)],
            Attention = [.. attention.Split(',').Select(int.Parse)],
        };
        var fault = Assert.Single(spec.Check(size, size));
        Assert.Equal(field, fault.Field);
        Assert.NotNull(fault.Hint);
        Assert.Empty(Small.Check(32, 32));
    }

    internal static UNet Started(int classes)
    {
        var network = new UNet(Small with { Classes = classes });
        network.Start(5);
        return network;
    }

    /// <summary>Noise on every number, so that blocks that begin as their shortcut do something.</summary>
    internal static UNet Roughened(UNet network)
    {
        using var quiet = no_grad();
        using var generator = new Generator(6);
        using var noise = randn([network.Tensors.Learned.numel()], generator: generator);
        network.Tensors.Learned.add_(noise, 0.1);
        return network;
    }

    internal static Tensor Images(int count, int size = 8)
    {
        using var generator = new Generator(7);
        return randn([count, 3, size, size], generator: generator);
    }
}

public sealed class InterpolationTests
{
    [Fact]
    public void Strength_1_ignores_the_anchor_and_strength_0_with_the_image_as_anchor_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var network = UNetTests.Roughened(UNetTests.Started(classes: 0));
        var (x, times) = (UNetTests.Images(2), tensor(new long[] { 9 }));
        Tensor With(Tensor anchor, double strength) => Interpolation.Predict(network, x, anchor, times, strength);
        var plain = network.Predict(x, times);
        var anchor = x.flip(0).mul(0.5);
        Assert.True(plain.allclose(With(anchor, 1), rtol: 1e-4, atol: 1e-5));
        Assert.True(plain.allclose(With(x, 0), rtol: 1e-4, atol: 1e-5));
        Assert.False(plain.allclose(With(anchor, 0), rtol: 1e-4, atol: 1e-5));
        Assert.False(With(anchor, 0.5).allclose(With(anchor, 0), rtol: 1e-4, atol: 1e-5));
    }
}

[Collection(nameof(Alone))]
public sealed class UNetMemoryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_network_leaves_no_tensor_alive_but_its_result(int classes)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        using (var network = UNetTests.Started(classes))
        using (var x = UNetTests.Images(2))
        using (var times = tensor(new long[] { 3 }))
        using (var labels = tensor(new long[] { 1 }))
        {
            var built = Tensor.TotalCount;
            using (var predicted = network.Predict(x, times, labels))
            {
                Assert.Equal(built + 1, Tensor.TotalCount);
            }

            Assert.Equal(built, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
