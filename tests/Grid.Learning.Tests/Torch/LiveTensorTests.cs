using System.Collections.Immutable;
using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using Grid.Learning.Tests.Training;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

/// <summary>The count of live tensors is the process's: these tests run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

[Collection(nameof(Alone))]
public sealed class LiveTensorTests
{
    public LiveTensorTests()
    {
        // What earlier tests left to the collector must not go while we count.
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    [Fact]
    public void Optimisers_leave_no_tensor_alive()
    {
        ImmutableArray<Segment> parts = [new(0, 5, TensorRole.Weight), new(5, 4, TensorRole.Offset)];
        var before = torch.Tensor.TotalCount;
        using (var p = torch.linspace(-1, 1, 9))
        using (var g = torch.zeros(9))
        using (var lars = new Lars(p, g, 0.9, 0.1, 0.02, parts))
        using (var sgd = new Sgd(p, g, 0.9, 0.1, parts))
        using (var adam = new AdamW(p, g, 0.9, 0.1, parts))
        {
            var running = torch.Tensor.TotalCount;
            adam.Step(0.1);
            sgd.Step(0.1);
            lars.Step(0.1);
            GradientClip.To(g, 1).Dispose();
            Assert.Equal(running, torch.Tensor.TotalCount);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void A_network_leaves_no_tensor_alive_but_its_result()
    {
        var before = torch.Tensor.TotalCount;
        using (var network = new Network(ResNetSpec.Of("resnet18", "mid", 8), new ProjectorSpec(12, 6, true)))
        using (var generator = new torch.Generator(2))
        using (var images = torch.randn([4, 3, 16, 16], generator: generator))
        {
            network.Tensors.Start(1);
            var built = torch.Tensor.TotalCount;
            using (var z = network.Project(images))
            {
                Assert.Equal(built + 1, torch.Tensor.TotalCount);
            }

            Assert.Equal(built, torch.Tensor.TotalCount);
        }

        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Theory]
    [InlineData("simclr", 1)]
    [InlineData("moco", 2)]
    [InlineData("supcon", 1)]
    [InlineData("byol", 1)]
    [InlineData("nnclr", 1)]
    [InlineData("all4one", 2)]
    public void Training_holds_the_same_number_of_tensors_after_every_step(string method, int parts)
    {
        var before = torch.Tensor.TotalCount;
        var counts = new List<long>();
        var recipe = Attempts.Recipe(method).With("train.accumulate", parts).With("train.clip", 1);
        using var ear = new Ear(onProgress: x =>
        {
            // Other beats come from evaluations and between steps.
            if (x.Stage == "train" && x.Step % 6 > 1)
            {
                counts.Add(torch.Tensor.TotalCount);
            }
        });
        Attempts.Train(new MemoryBlobs(), Attempts.Order(recipe), ear, new JumpingClock());
        Assert.Equal(12, counts.Count);
        Assert.Single(counts.Distinct());
        Assert.Equal(before, torch.Tensor.TotalCount);
    }
}
