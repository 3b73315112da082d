using System.Collections.Immutable;

namespace Grid.Learning.Encoders;

/// <summary>How a ResNet looks at its input.</summary>
public enum ResNetStem
{
    /// <summary>3x3 convolution, no pooling: for 32x32 images.</summary>
    Cifar,

    /// <summary>3x3 convolution and max pooling: for 64x64 to 96x96 images.</summary>
    Mid,

    /// <summary>7x7 convolution of stride 2 and max pooling, as published: for 224x224 images.</summary>
    Big,
}

/// <summary>The shape of a residual network.</summary>
/// <param name="Blocks">Residual blocks of each of the four stages.</param>
/// <param name="Bottleneck">True: blocks of 1x1, 3x3, 1x1 with four times the width at the end; false: two 3x3.</param>
/// <param name="Stem">How it looks at its input.</param>
/// <param name="Width">Channels of the first stage, >= 1; every later stage has twice those of the one before.</param>
/// <remarks>He et al. 2016, table 1, https://arxiv.org/abs/1512.03385.</remarks>
public sealed record ResNetSpec(ImmutableArray<int> Blocks, bool Bottleneck, ResNetStem Stem, int Width)
{
    /// <summary>The words for encoder.name.</summary>
    public static ImmutableArray<string> Names { get; } = ["resnet18", "resnet34", "resnet50"];

    /// <summary>The words for encoder.stem.</summary>
    public static ImmutableArray<string> Stems { get; } = ["cifar", "mid", "big"];

    /// <summary>Width of the features: 8 times the width, 32 times with bottlenecks.</summary>
    public int Features => Width * 8 * Expansion;

    /// <summary>Channels at the end of a block over its width.</summary>
    internal int Expansion => Bottleneck ? 4 : 1;

    /// <summary>The network of a recipe's words.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="stem">One of <see cref="Stems"/>.</param>
    /// <param name="width">Channels of the first stage; 64 as published.</param>
    /// <exception cref="ArgumentException">An unknown word.</exception>
    public static ResNetSpec Of(string name, string stem, int width)
    {
        var shape = stem switch
        {
            "cifar" => ResNetStem.Cifar,
            "mid" => ResNetStem.Mid,
            "big" => ResNetStem.Big,
            _ => throw new ArgumentException($"no stem '{stem}'", nameof(stem)),
        };
        return name switch
        {
            "resnet18" => new ResNetSpec([2, 2, 2, 2], false, shape, width),
            "resnet34" => new ResNetSpec([3, 4, 6, 3], false, shape, width),
            "resnet50" => new ResNetSpec([3, 4, 6, 3], true, shape, width),
            _ => throw new ArgumentException($"no encoder '{name}'", nameof(name)),
        };
    }
}
