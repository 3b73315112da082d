using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Methods;
using Grid.Learning.Queues;
using Grid.Learning.Tests.Training;
using Grid.Learning.Torch;
using TorchSharp;

namespace Grid.Learning.Tests.Torch;

/// <summary>
/// On the meta device, whose tensors have shapes and no numbers: an operation that meets a tensor of the processor
/// throws there as it does on a GPU. It has few operations, no convolution among them.
/// </summary>
public sealed class DeviceTests
{
    [Fact]
    public void What_a_method_works_with_stays_on_the_device_of_the_network()
    {
        using var scope = torch.NewDisposeScope();
        var heads = MethodCatalog.Create(Attempts.Recipe("all4one")).Needs.Heads;
        var (encoder, projector) = (ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(16, 8, true));
        using var network = new Network(encoder, projector, device: torch.META, heads: heads);
        network.Tensors.Start(seed: 1);
        using var momentum = new Network(encoder, projector, learns: false, device: torch.META);
        momentum.Tensors.Average(network.Tensors, 0.9);
        GradientClip.To(network.Tensors.Gradient!, 1);
        using var adam = new AdamW(
            network.Tensors.Learned, network.Tensors.Gradient!, 0.9, 0.1, network.Tensors.Segments);
        Assert.All(adam.State, x => AssertThere(x.Value));

        var keys = torch.zeros([6, 8], device: torch.META);
        using var queue = new KeyQueue(8, 20, slots: 1, torch.META);
        queue.Start(seed: 1);
        queue.Enqueue(keys);
        using var dropout = new Dropout(0.1, seed: 1, step: 2);
        AssertThere(dropout.Forward(keys));
        AssertThere(ByolLoss.Of(keys, keys, keys, keys));
        AssertThere(FeatureLoss.Of(keys, keys, keys, keys).Loss);
    }

    [Fact]
    public void Without_a_GPU_training_is_on_the_processor()
    {
        Assert.SkipWhen(File.Exists("/proc/driver/nvidia/version"), "this machine has an NVIDIA driver");
        Assert.Equal(DeviceType.CPU, Natives.Device.type);
    }

    private static void AssertThere(torch.Tensor x) => Assert.Equal(DeviceType.META, x.device_type);
}
