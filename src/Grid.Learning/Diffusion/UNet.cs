using System.Collections.Immutable;
using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Diffusion;

// N = images, C = channels, H, W = rows and columns, E = width of embeddings.

/// <summary>What the way down leaves for the way up.</summary>
/// <param name="Map">The map after the middle blocks, [N, C, H', W'].</param>
/// <param name="Skips">What the head and every part of the way down gave, in that order.</param>
public sealed record Bottleneck(Tensor Map, ImmutableArray<Tensor> Skips);

/// <summary>
/// A U-Net that predicts the noise in images, unconditional or for a class; tensors are named as the networks of the
/// CLSP authors name them. Its way down is an encoder whose bottleneck maps can be mixed.
/// </summary>
/// <remarks>Ronneberger et al. 2015, https://arxiv.org/abs/1505.04597; Ho et al. 2020, appendix B,
/// https://arxiv.org/abs/2006.11239.</remarks>
public sealed class UNet : IDisposable
{
    /// <summary>The label of "no class".</summary>
    public const long NoClass = 0;

    private readonly Dictionary<string, TensorSlot> _slots;
    private readonly TimeEmbedding _time;
    private readonly ClassEmbedding? _class;
    private readonly Convolution _head;
    private readonly List<UNetBlock> _down = [];
    private readonly List<UNetBlock> _middle = [];
    private readonly List<UNetBlock> _up = [];
    private readonly GroupNorm _tailNorm;
    private readonly Convolution _tail;

    /// <summary>A network of zeros: <see cref="Start"/>, copy or load it.</summary>
    /// <param name="spec">Its shape, without faults.</param>
    /// <param name="learns">False for an average or for sampling.</param>
    /// <param name="type">float32 for training; float64 to hold it against a reference.</param>
    /// <param name="device">Where it lies, and all that it is given; null = the processor.</param>
    public UNet(UNetSpec spec, bool learns = true, ScalarType type = ScalarType.Float32, Device? device = null)
    {
        Spec = spec;
        var plan = new TensorPlan();
        var layers = new LayerFactory(plan, spec);
        var (encoder, decoder) = spec.IsConditional ? ("", "") : ("encoder.", "decoder.");
        _time = new TimeEmbedding(layers, device ?? CPU);
        _class = spec.IsConditional ? new ClassEmbedding(layers) : null;
        _head = layers.Convolution(encoder + "head", 3, spec.Channels, 3);
        var widths = Down(layers, encoder);
        var width = widths.Peek();
        _middle.Add(new UNetResidual(layers, encoder + "middleblocks.0", width, width, attends: true));
        _middle.Add(new UNetResidual(layers, encoder + "middleblocks.1", width, width, attends: false));
        width = Up(layers, decoder, widths);
        _tailNorm = layers.Norm(decoder + "tail.0", width);
        _tail = layers.Convolution(decoder + "tail.2", width, 3, 3, gain: 1e-5);
        Tensors = new FlatTensors(plan, learns, type, device);
        _slots = plan.Slots.ToDictionary(slot => slot.Name, StringComparer.Ordinal);
    }

    /// <summary>Its shape.</summary>
    public UNetSpec Spec { get; }

    /// <summary>Where it lies.</summary>
    public Device Device => Tensors.Learned.device;

    /// <summary>All its numbers.</summary>
    public FlatTensors Tensors { get; }

    /// <summary>One of its tensors [] by its published name.</summary>
    /// <exception cref="KeyNotFoundException">No such tensor.</exception>
    public Tensor this[string name] => _slots[name].Tensor;

    /// <summary>The names of all tensors, in order of declaration.</summary>
    public IEnumerable<string> Names => _slots.Keys;

    /// <summary>Fills every tensor with its start.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Start(ulong seed)
    {
        Tensors.Start(seed);
        _time.Start();
        _class?.Start(seed);
    }

    /// <summary>The noise in images, float32 or float64 as the network.</summary>
    /// <param name="x">float32, bfloat16 or float64 [N, 3, H, W]: what to compute in.</param>
    /// <param name="times">int64 [N], each 0 .. T - 1; or [1] for all.</param>
    /// <param name="labels">int64 [N] or [1], class + 1 or <see cref="NoClass"/>; null for the unconditional
    /// network.</param>
    public Tensor Predict(Tensor x, Tensor times, Tensor? labels = null)
    {
        using var scope = NewDisposeScope();
        return Predict(x, Tell(times, labels, null)).MoveToOuterDisposeScope();
    }

    /// <summary>The embedded time [N, E] of times [N].</summary>
    internal Tensor EmbedTime(Tensor times) => _time.Forward(times);

    /// <summary>What the blocks are told.</summary>
    internal Condition Tell(Tensor times, Tensor? labels, Dropout? dropout)
    {
        using var scope = NewDisposeScope();
        var @class = _class is null ? null : F.silu(_class.Forward(labels!)).MoveToOuterDisposeScope();
        return new(F.silu(_time.Forward(times)).MoveToOuterDisposeScope(), @class, dropout);
    }

    /// <summary>The noise in images.</summary>
    internal Tensor Predict(Tensor x, Condition condition)
    {
        using var scope = NewDisposeScope();
        return Decode(Encode(x, condition), condition).MoveToOuterDisposeScope();
    }

    /// <summary>The way down and the middle.</summary>
    internal Bottleneck Encode(Tensor x, Condition condition)
    {
        using var scope = NewDisposeScope();
        var h = _head.Forward(x);
        var skips = ImmutableArray.CreateBuilder<Tensor>(_down.Count + 1);
        skips.Add(h);
        foreach (var block in _down)
        {
            skips.Add(h = block.Forward(h, condition));
        }

        foreach (var block in _middle)
        {
            h = block.Forward(h, condition);
        }

        foreach (var skip in skips)
        {
            skip.MoveToOuterDisposeScope();
        }

        return new(h.MoveToOuterDisposeScope(), skips.ToImmutable());
    }

    /// <summary>The way up: noise [N, 3, H, W] in the network's type.</summary>
    internal Tensor Decode(Bottleneck bottleneck, Condition condition)
    {
        using var scope = NewDisposeScope();
        var h = bottleneck.Map;
        var skips = new Stack<Tensor>(bottleneck.Skips);
        foreach (var block in _up)
        {
            var input = block is UNetResidual ? cat([h, skips.Pop()], 1) : h;
            h = block.Forward(input, condition);
        }

        return _tail.Forward(_tailNorm.Activated(h)).to(Tensors.Learned.dtype).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _time.Dispose();
        Tensors.Dispose();
    }

    /// <summary>Declares the way down; gives the channels of all skips.</summary>
    private Stack<int> Down(LayerFactory layers, string prefix)
    {
        var widths = new Stack<int>([Spec.Channels]);
        string Name() => $"{prefix}downblocks.{_down.Count}";
        foreach (var (level, multiplier) in Spec.Multipliers.Index())
        {
            var outputs = Spec.Channels * multiplier;
            var attends = Spec.IsConditional || Spec.Attention.Contains(level);
            for (var block = 0; block < Spec.Blocks; block++)
            {
                _down.Add(new UNetResidual(layers, Name(), widths.Peek(), outputs, attends));
                widths.Push(outputs);
            }

            if (level < Spec.Multipliers.Length - 1)
            {
                _down.Add(new UNetDown(layers, Name(), outputs));
                widths.Push(outputs);
            }
        }

        return widths;
    }

    /// <summary>Declares the way up; gives the channels at its end.</summary>
    private int Up(LayerFactory layers, string prefix, Stack<int> widths)
    {
        var width = widths.Peek();
        string Name() => $"{prefix}upblocks.{_up.Count}";
        for (var level = Spec.Multipliers.Length - 1; level >= 0; level--)
        {
            var outputs = Spec.Channels * Spec.Multipliers[level];
            var attends = !Spec.IsConditional && Spec.Attention.Contains(level);
            for (var block = 0; block <= Spec.Blocks; block++)
            {
                _up.Add(new UNetResidual(layers, Name(), widths.Pop() + width, outputs, attends));
                width = outputs;
            }

            if (level > 0)
            {
                _up.Add(new UNetUp(layers, Name(), width));
            }
        }

        return width;
    }
}
