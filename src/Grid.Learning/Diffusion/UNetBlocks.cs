using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Diffusion;

// N = images, C = channels, H, W = rows and columns, P = H * W places, E = width of embeddings.

/// <summary>What the blocks of a U-Net are told besides the image.</summary>
/// <param name="Time">The embedded time, activated, [N, E]; or [1, E] where all images have one time.</param>
/// <param name="Class">The embedded class, likewise; null for the unconditional network.</param>
/// <param name="Dropout">Drops activations; null outside training.</param>
internal sealed record Condition(Tensor Time, Tensor? Class, Dropout? Dropout);

/// <summary>A part of the way down or up.</summary>
internal abstract class UNetBlock
{
    /// <summary>[N, C, H, W] to [N, C', H', W'].</summary>
    internal abstract Tensor Forward(Tensor x, Condition condition);
}

/// <summary>Two normalised convolutions with the time between them, added to their input; then attention where the
/// level has it.</summary>
internal sealed class UNetResidual : UNetBlock
{
    private readonly GroupNorm _norm1;
    private readonly Convolution _conv1;
    private readonly Linear _time;
    private readonly Linear? _class;
    private readonly GroupNorm _norm2;
    private readonly Convolution _conv2;
    private readonly Convolution? _shortcut;
    private readonly UNetAttention? _attention;

    /// <summary>Declares its tensors.</summary>
    internal UNetResidual(LayerFactory layers, string name, int inputs, int outputs, bool attends)
    {
        var embedding = layers.Spec.Channels * 4;
        _norm1 = layers.Norm(name + ".block1.0", inputs);
        _conv1 = layers.Convolution(name + ".block1.2", inputs, outputs, 3);
        _time = layers.Linear(name + ".temb_proj.1", embedding, outputs);
        _class = layers.Spec.IsConditional ? layers.Linear(name + ".cond_proj.1", embedding, outputs) : null;
        _norm2 = layers.Norm(name + ".block2.0", outputs);
        // Next to nothing at first: the block begins as its shortcut.
        _conv2 = layers.Convolution(name + ".block2.3", outputs, outputs, 3, gain: 1e-5);
        _shortcut = inputs == outputs ? null : layers.Convolution(name + ".shortcut", inputs, outputs, 1);
        _attention = attends ? new UNetAttention(layers, name + ".attn", outputs) : null;
    }

    /// <inheritdoc/>
    internal override Tensor Forward(Tensor x, Condition condition)
    {
        using var scope = NewDisposeScope();
        var y = _conv1.Forward(_norm1.Activated(x));
        y.add_(PerChannel(_time.Forward(condition.Time), y.dtype));
        if (_class is not null)
        {
            y.add_(PerChannel(_class.Forward(condition.Class!), y.dtype));
        }

        y = _norm2.Activated(y);
        y = _conv2.Forward(condition.Dropout?.Forward(y) ?? y);
        y.add_(_shortcut?.Forward(x) ?? x);
        return (_attention?.Forward(y) ?? y).MoveToOuterDisposeScope();
    }

    private static Tensor PerChannel(Tensor embedded, ScalarType type) =>
        embedded.to(type).unsqueeze(2).unsqueeze(3);
}

/// <summary>Every place looks at every place; one head; added to its input.</summary>
internal sealed class UNetAttention
{
    private readonly GroupNorm _norm;
    private readonly Convolution _query;
    private readonly Convolution _key;
    private readonly Convolution _value;
    private readonly Convolution _out;

    /// <summary>Declares its tensors.</summary>
    internal UNetAttention(LayerFactory layers, string name, int channels)
    {
        _norm = layers.Norm(name + ".group_norm", channels);
        _query = layers.Convolution(name + ".proj_q", channels, channels, 1);
        _key = layers.Convolution(name + ".proj_k", channels, channels, 1);
        _value = layers.Convolution(name + ".proj_v", channels, channels, 1);
        _out = layers.Convolution(name + ".proj", channels, channels, 1);
    }

    /// <summary>[N, C, H, W] to the same.</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (x.size(2), x.size(3));
        // Channels-last: the places are rows of a matrix without a copy.
        Tensor Places(Tensor map) => map.permute(0, 2, 3, 1).reshape(map.size(0), 1, rows * columns, map.size(1));
        var y = _norm.Forward(x);
        var seen = F.scaled_dot_product_attention(
            Places(_query.Forward(y)), Places(_key.Forward(y)), Places(_value.Forward(y)));
        var map = seen.view(x.size(0), rows, columns, x.size(1)).permute(0, 3, 1, 2);
        return _out.Forward(map).add_(x).MoveToOuterDisposeScope();
    }
}

/// <summary>Halves rows and columns: a 3x3 convolution of stride 2; for the class-conditional network a 5x5 one
/// beside it.</summary>
internal sealed class UNetDown : UNetBlock
{
    private readonly Convolution _conv;
    private readonly Convolution? _wide;

    /// <summary>Declares its tensors.</summary>
    internal UNetDown(LayerFactory layers, string name, int channels)
    {
        var conditional = layers.Spec.IsConditional;
        _conv = layers.Convolution(name + (conditional ? ".c1" : ".main"), channels, channels, 3, stride: 2);
        _wide = conditional ? layers.Convolution(name + ".c2", channels, channels, 5, stride: 2) : null;
    }

    /// <inheritdoc/>
    internal override Tensor Forward(Tensor x, Condition condition)
    {
        using var scope = NewDisposeScope();
        var y = _conv.Forward(x);
        return (_wide is null ? y : y.add_(_wide.Forward(x))).MoveToOuterDisposeScope();
    }
}

/// <summary>Doubles rows and columns, by repetition or for the class-conditional network by a transposed convolution;
/// then a 3x3 convolution.</summary>
internal sealed class UNetUp : UNetBlock
{
    private readonly Doubling? _doubling;
    private readonly Convolution _conv;

    /// <summary>Declares its tensors.</summary>
    internal UNetUp(LayerFactory layers, string name, int channels)
    {
        var conditional = layers.Spec.IsConditional;
        _conv = layers.Convolution(name + (conditional ? ".c" : ".main"), channels, channels, 3);
        _doubling = conditional ? layers.Doubling(name + ".t", channels) : null;
    }

    /// <inheritdoc/>
    internal override Tensor Forward(Tensor x, Condition condition)
    {
        using var scope = NewDisposeScope();
        var y = _doubling?.Forward(x) ?? F.interpolate(x, scale_factor: [2, 2]);
        return _conv.Forward(y).MoveToOuterDisposeScope();
    }
}
