using System.Runtime.CompilerServices;
using Grid.Core.Ports;
using Grid.Learning.Checkpoints;
using Grid.Learning.Encoders;
using Grid.Learning.Golden;
using Grid.Learning.Tests.Training;
using Grid.Learning.Torch;
using Grid.Learning.Weights;
using TorchSharp;

namespace Grid.Learning.Tests.Pythons;

/// <summary>Weights and features go to PyTorch and NumPy and come back.</summary>
public sealed class PythonTests
{
    /// <summary>A narrow ResNet-18 for small images under torchvision's names, written here from the paper.</summary>
    private const string Network = """
        import torch
        from torch import nn
        from collections import OrderedDict

        def conv(i, o, k, s): return nn.Conv2d(i, o, k, s, k // 2, bias=False)

        class Block(nn.Module):
            def __init__(self, i, o, s):
                super().__init__()
                self.conv1, self.bn1 = conv(i, o, 3, s), nn.BatchNorm2d(o)
                self.conv2, self.bn2 = conv(o, o, 3, 1), nn.BatchNorm2d(o)
                self.downsample = nn.Sequential(conv(i, o, 1, s), nn.BatchNorm2d(o)) if s != 1 or i != o else None
            def forward(self, x):
                y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
                return torch.relu(y + (x if self.downsample is None else self.downsample(x)))

        class Encoder(nn.Module):
            def __init__(self, width):
                super().__init__()
                self.conv1, self.bn1 = conv(3, width, 3, 1), nn.BatchNorm2d(width)
                sizes = [width, width, 2 * width, 4 * width, 8 * width]
                for stage in range(4):
                    i, o = sizes[stage], sizes[stage + 1]
                    stride = 1 if stage == 0 else 2
                    setattr(self, f"layer{stage + 1}", nn.Sequential(Block(i, o, stride), Block(o, o, 1)))
            def forward(self, x):
                x = torch.relu(self.bn1(self.conv1(x)))
                for stage in range(4): x = getattr(self, f"layer{stage + 1}")(x)
                return x.mean((2, 3))

        """;

    [Fact]
    public void The_page_on_exports_loads_both_files_and_PyTorch_computes_the_same_features()
    {
        using var folder = new TemporaryFolder();
        using var trained = Train();
        var images = Attempts.Splits.Test;
        using var features = trained.Encode(images).Value!;
        var bytes = new byte[images.Count * images.ImageBytes];
        images.Read(0, bytes);
        using var pixels = torch.tensor(bytes).view(images.Count, images.Height, images.Width, 3);
        File.WriteAllBytes(folder.File("encoder.safetensors"), trained.Export());
        File.WriteAllBytes(folder.File("features.npy"), Npy.Write(features.Rows));
        File.WriteAllBytes(folder.File("features.labels.npy"), Npy.Write(features.Labels));
        File.WriteAllBytes(folder.File("pixels.npy"), Npy.Write(pixels));

        var printed = Python.Run(Network + $"import os; os.chdir('{folder.Path}')\n" + Page() + """

            pixels = torch.from_numpy(np.load("pixels.npy")).permute(0, 3, 1, 2).float() / 255
            def moments(name): return torch.tensor([float(x) for x in facts[name].split()]).view(1, 3, 1, 1)
            mean, std = moments("mean"), moments("std")
            network = Encoder(int(facts["width"]))
            missing, unexpected = network.load_state_dict(tensors, strict=False)
            assert not unexpected and all(x.endswith("num_batches_tracked") for x in missing), (missing, unexpected)
            with torch.no_grad():
                found = network.eval()((pixels - mean) / std)
            worst = (found - torch.from_numpy(features)).abs().max().item()
            print(features.shape[0], labels.dtype, facts["encoder"], worst)
            """).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal([$"{images.Count}", "int64", "resnet18"], printed[^4..^1]);
        var worst = double.Parse(printed[^1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(worst, 0, 1e-4);
    }

    [Fact]
    public void A_network_of_torchvision_takes_the_weights_as_the_page_says()
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        using var network = new Network(ResNetSpec.Of("resnet18", "cifar", 64), new ProjectorSpec(4, 4, false));
        network.Tensors.Start(3);
        var images = Numbers.Tensor(Numbers.Matrix(1, 3, 3 * 32 * 32)).to(torch.float32).view(3, 3, 32, 32);
        File.WriteAllBytes(folder.File("encoder.safetensors"), EncoderWeights.Write(
            network, new Dictionary<string, string> { ["encoder"] = "resnet18", ["stem"] = "cifar" }));
        File.WriteAllBytes(folder.File("images.npy"), Npy.Write(images));
        File.WriteAllBytes(folder.File("features.npy"), Npy.Write(network.Encode(images)));
        File.WriteAllBytes(folder.File("features.labels.npy"), Npy.Write(torch.zeros(3, torch.int64)));
        var printed = Python.Run($"import os; os.chdir('{folder.Path}')\n"
            + "try: import torchvision\nexcept ImportError: print('none'); raise SystemExit\n" + Page(torchvision: true)
            + """
                with torch.no_grad():
                    found = network(torch.from_numpy(np.load("images.npy")))
                print((found - torch.from_numpy(features)).abs().max().item())
                """).Trim();
        Assert.SkipWhen(printed == "none", "no torchvision (Debian: python3-torchvision)");
        Assert.InRange(double.Parse(printed, System.Globalization.CultureInfo.InvariantCulture), 0, 1e-3);
    }

    [Theory]
    [InlineData("network.state_dict()", 0)]
    [InlineData("{'epoch': 3, 'model': network.state_dict(), 'lr': [0.1, -2e-3], 'best': None, 'big': 2 ** 40}", 0)]
    [InlineData("OrderedDict(('module.encoder_q.' + k, v) for k, v in network.state_dict().items())", 0)]
    [InlineData("{k: v.half() if v.is_floating_point() else v for k, v in network.state_dict().items()}", 1e-3)]
    [InlineData("{k: v.bfloat16() if v.is_floating_point() else v for k, v in network.state_dict().items()}", 1e-2)]
    [InlineData("{k: v.double() for k, v in network.state_dict().items()}", 0)]
    [InlineData("{k: v.transpose(0, -1).clone().transpose(0, -1) if v.dim() > 1 else v for k, v in "
        + "network.state_dict().items()}", 0)]
    [InlineData("{k: nn.Parameter(v) if v.is_floating_point() else v for k, v in network.state_dict().items()}", 0)]
    public void What_torch_save_writes_fills_an_encoder(string saved, double tolerance)
    {
        using var folder = new TemporaryFolder();
        Python.Run(Network + $"""
            import numpy as np
            torch.manual_seed(1)
            network = Encoder(8)
            for name, value in network.named_buffers():
                if value.is_floating_point(): value.uniform_(0.5, 1.5)
            torch.save({saved}, '{folder.File("w.pt")}')
            np.save('{folder.File("w.npy")}', network.layer3[0].downsample[0].weight.detach().numpy())
            np.save('{folder.File("v.npy")}', network.bn1.running_var.numpy())
            """);
        using var encoder = new Network(ResNetSpec.Of("resnet18", "cifar", 8), new ProjectorSpec(4, 4, false));

        Assert.Empty(EncoderWeights.Load(encoder, folder.File("w.pt")));

        foreach (var (file, name) in new[] { ("w.npy", "layer3.0.downsample.0.weight"), ("v.npy", "bn1.running_var") })
        {
            var expected = NpyFile.Read(folder.File(file)).Data;
            var found = encoder[name].ToGolden().Data;
            Assert.All(expected.Zip(found), x => Assert.InRange(Math.Abs(x.First - x.Second), 0, tolerance));
        }
    }

    [Fact]
    public void The_old_format_and_a_whole_saved_network_are_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        Python.Run(Network + $"""
            torch.save(Encoder(8).state_dict(), '{folder.File("old.pt")}', _use_new_zipfile_serialization=False)
            torch.save(Encoder(8), '{folder.File("whole.pt")}')
            """);
        var spec = ResNetSpec.Of("resnet18", "cifar", 8);
        var old = Assert.Single(EncoderWeights.Check(spec, folder.File("old.pt")));
        Assert.Contains("before 1.6", old.Message, StringComparison.Ordinal);
        var whole = Assert.Single(EncoderWeights.Check(spec, folder.File("whole.pt")));
        Assert.Contains("names '__main__.Encoder'", whole.Message, StringComparison.Ordinal);
        Assert.Contains("state_dict", whole.Hint, StringComparison.Ordinal);
    }

    private static TrainedEncoder Train()
    {
        var blobs = new MemoryBlobs();
        var recipe = Attempts.Recipe("simclr").With("train.epochs", 1);
        var end = Assert.IsType<AttemptEnd.Finished>(Attempts.Train(blobs, Attempts.Order(recipe)));
        var read = new CheckpointReader(blobs).Read(end.Checkpoint!.Manifest).GetAwaiter().GetResult();
        return TrainedEncoder.Of(recipe, read.Value!).Value!;
    }

    /// <summary>The Python of the page, with or without what needs torchvision.</summary>
    private static string Page(bool torchvision = false, [CallerFilePath] string file = "")
    {
        var page = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "export.md"));
        string[] blocks = [.. page.Split("```python\n").Skip(1)
            .Select(x => x[..x.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(3, blocks.Length);
        return string.Concat(blocks.Take(torchvision ? 3 : 2));
    }
}
