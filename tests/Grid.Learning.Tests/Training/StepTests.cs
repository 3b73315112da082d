using Grid.Core.Ports;
using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Torch;
using Grid.Learning.Views;
using TorchSharp;

namespace Grid.Learning.Tests.Training;

/// <summary>A step of the trainer against the same step written by hand.</summary>
public sealed class StepTests
{
    private const int Batch = 120;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(2, 0.5)]
    public void Parts_of_a_batch_add_up_to_the_mean_of_their_losses_and_are_clipped_together(int parts, double clip)
    {
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1).With("train.batch", Batch)
            .With("train.warmup_epochs", 0).With("train.accumulate", parts).With("train.clip", clip)
            .With("evaluate.untrained", false);
        var blobs = new MemoryBlobs();
        var order = Attempts.Order(recipe);
        using var ear = new Ear();
        var end = Assert.IsType<AttemptEnd.Finished>(Attempts.Train(blobs, order, ear));
        Assert.Equal(1, end.Checkpoint!.Step);

        using var scope = torch.NewDisposeScope();
        using var network = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(16, 8, true));
        network.Tensors.Start(order.Seed);
        var start = network.Tensors.Learned.clone();
        var views = Views(new Augmenter(recipe), order.Seed);
        var (size, sum) = (Batch / parts, 0.0);
        for (var part = 0; part < parts; part++)
        {
            var own = views.narrow(1, part * size, size).reshape(2 * size, views.size(2), views.size(3), 3);
            var z = network.Project(own.permute(0, 3, 1, 2));
            var loss = NtXentLoss.Of(z.narrow(0, 0, size), z.narrow(0, size, size), 0.2).div(parts);
            loss.backward();
            sum += loss.item<float>();
        }

        var gradient = network.Tensors.Gradient!;
        var length = gradient.norm().item<float>();
        Assert.True(clip == 0 || length > clip, $"a gradient of length {length} shows nothing");
        gradient.mul_(clip > 0 ? Math.Min(1, clip / length) : 1);
        using var sgd = new Sgd(network.Tensors.Learned, gradient, 0.9, 1e-4);
        sgd.Step(0.05);

        Assert.Equal(sum, ear.Points["train.loss"][0].Value, 1e-4);
        var weights = blobs.ManifestOf(end.Checkpoint).Blobs.First(x => x.Role == "weights");
        var found = torch.zeros_like(network.Tensors.Learned);
        Safetensors.Read(blobs[weights.Name]).CopyTo("learned", found);
        // Other threads round otherwise, and normalisation magnifies that: a part or a factor too many is far more.
        var error = found.sub(network.Tensors.Learned).norm().item<float>();
        var moved = found.sub(start).norm().item<float>();
        Assert.True(error < 0.2 * moved, $"off by {error} of a step of {moved}");
    }

    /// <summary>The views of the first batch as the trainer's bytes, normalised: float32 [2, N, H, W, 3].</summary>
    private static torch.Tensor Views(Augmenter augmenter, ulong seed)
    {
        var images = Attempts.Splits.Train;
        var rows = RandomKey.Order(seed, 0, images.Count)[..Batch];
        var bytes = new byte[2 * Batch * images.ImageBytes];
        augmenter.Write(images, rows, seed, 0, bytes);
        return torch.tensor(bytes).view(2, Batch, images.Height, images.Width, 3).to(torch.float32)
            .sub(127.5).div(63.75);
    }
}
