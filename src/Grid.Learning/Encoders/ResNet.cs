using System.Collections.Immutable;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Encoders;

/// <summary>A residual network without its classifier; tensors are named as torchvision names them.</summary>
public sealed class ResNet
{
    private readonly Convolution _conv;
    private readonly BatchNorm _norm;
    private readonly ImmutableArray<ImmutableArray<ResidualBlock>> _stages;

    /// <summary>Declares its tensors.</summary>
    /// <param name="plan">Where to declare them; must get storage before the first forward pass.</param>
    /// <param name="spec">Its shape.</param>
    public ResNet(TensorPlan plan, ResNetSpec spec)
    {
        Spec = spec;
        // The replaced 3x3 stem keeps PyTorch's default start, all other kernels have torchvision's.
        _conv = spec.Stem == ResNetStem.Big
            ? new Convolution(plan, "conv1", 3, spec.Width, 7, 2)
            : new Convolution(plan, "conv1", 3, spec.Width, 3, 1, new TensorStart.Uniform(1 / Math.Sqrt(3 * 3 * 3)));
        _norm = new BatchNorm(plan, "bn1", spec.Width);
        var inputs = spec.Width;
        var stages = ImmutableArray.CreateBuilder<ImmutableArray<ResidualBlock>>();
        for (var stage = 0; stage < spec.Blocks.Length; stage++)
        {
            var blocks = ImmutableArray.CreateBuilder<ResidualBlock>();
            for (var block = 0; block < spec.Blocks[stage]; block++)
            {
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var name = $"layer{stage + 1}.{block}";
                blocks.Add(new ResidualBlock(plan, name, inputs, spec.Width << stage, stride, spec.Bottleneck));
                inputs = (spec.Width << stage) * spec.Expansion;
            }

            stages.Add(blocks.ToImmutable());
        }

        _stages = stages.ToImmutable();
    }

    /// <summary>Its shape.</summary>
    public ResNetSpec Spec { get; }

    /// <summary>Number of stages, 4.</summary>
    public int Stages => _stages.Length;

    /// <summary>Features h [N, <see cref="ResNetSpec.Features"/>] of images [N, 3, H, W].</summary>
    /// <param name="images">float32 or bfloat16 [N, 3, H, W], normalised, channels-last for speed.</param>
    /// <param name="training">True: batch statistics, which also move the running ones.</param>
    public Tensor Forward(Tensor images, bool training)
    {
        using var scope = NewDisposeScope();
        var x = Stem(images, training);
        for (var stage = 0; stage < Stages; stage++)
        {
            x = Stage(stage, x, training);
        }

        return Pool(x).MoveToOuterDisposeScope();
    }

    /// <summary>Everything before the first stage: [N, 3, H, W] to [N, width, ...].</summary>
    public Tensor Stem(Tensor images, bool training)
    {
        using var scope = NewDisposeScope();
        var x = _norm.Forward(_conv.Forward(images), training).relu_();
        x = Spec.Stem == ResNetStem.Cifar ? x : F.max_pool2d(x, 3, 2, 1);
        return x.MoveToOuterDisposeScope();
    }

    /// <summary>One stage, index from 0: [N, C, H, W] to [N, C', H', W'].</summary>
    public Tensor Stage(int index, Tensor x, bool training)
    {
        using var scope = NewDisposeScope();
        foreach (var block in _stages[index])
        {
            x = block.Forward(x, training);
        }

        return x.MoveToOuterDisposeScope();
    }

    /// <summary>Mean over all places: [N, C, H, W] to [N, C].</summary>
    public static Tensor Pool(Tensor x) => x.mean([2, 3]);
}

/// <summary>Convolutions with norms, added to their input; the last ReLU comes after the sum.</summary>
internal sealed class ResidualBlock
{
    private readonly ImmutableArray<(Convolution Conv, BatchNorm Norm)> _path;
    private readonly (Convolution Conv, BatchNorm Norm)? _shortcut;

    /// <summary>Declares its tensors: conv1, bn1, ..., and downsample.0, downsample.1 where the shape
    /// changes.</summary>
    internal ResidualBlock(TensorPlan plan, string name, int inputs, int width, int stride, bool bottleneck)
    {
        // The stride sits on the first 3x3 kernel.
        (int Size, int Outputs, int Stride)[] layers = bottleneck
            ? [(1, width, 1), (3, width, stride), (1, width * 4, 1)]
            : [(3, width, stride), (3, width, 1)];
        var path = ImmutableArray.CreateBuilder<(Convolution, BatchNorm)>();
        var channels = inputs;
        for (var index = 0; index < layers.Length; index++)
        {
            var (size, outputs, step) = layers[index];
            path.Add((new Convolution(plan, $"{name}.conv{index + 1}", channels, outputs, size, step),
                new BatchNorm(plan, $"{name}.bn{index + 1}", outputs)));
            channels = outputs;
        }

        _path = path.ToImmutable();
        if (stride != 1 || inputs != channels)
        {
            _shortcut = (new Convolution(plan, $"{name}.downsample.0", inputs, channels, 1, stride),
                new BatchNorm(plan, $"{name}.downsample.1", channels));
        }
    }

    /// <summary>[N, C, H, W] to [N, C', H', W'].</summary>
    internal Tensor Forward(Tensor x, bool training)
    {
        // The scope lets go of every intermediate that the graph does not hold itself.
        using var scope = NewDisposeScope();
        var y = x;
        for (var index = 0; index < _path.Length; index++)
        {
            y = _path[index].Norm.Forward(_path[index].Conv.Forward(y), training);
            y = index < _path.Length - 1 ? y.relu_() : y;
        }

        var shortcut = _shortcut is { } s ? s.Norm.Forward(s.Conv.Forward(x), training) : x;
        return y.add_(shortcut).relu_().MoveToOuterDisposeScope();
    }
}
