using System.Collections.Immutable;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Encoders;

// N = batch, K = tokens of each image, D = width, H = attention heads.

/// <summary>The shape of a transformer encoder over a few tokens.</summary>
/// <param name="Layers">>= 1.</param>
/// <param name="Heads">Attention heads, a divisor of the width.</param>
/// <param name="Hidden">Width of the feed-forward layer, >= 1.</param>
public sealed record CentroidSpec(int Layers, int Heads, int Hidden);

/// <summary>
/// All4One's transformer: the first output token of an image's neighbours is their centroid. Post-norm encoder layers
/// with ReLU, tensors named as PyTorch names them.
/// </summary>
/// <remarks>Estepa et al. 2023, section 3.2, https://arxiv.org/abs/2303.09417; Vaswani et al. 2017,
/// https://arxiv.org/abs/1706.03762.</remarks>
public sealed class CentroidTransformer
{
    private readonly ImmutableArray<EncoderLayer> _layers;

    /// <summary>Declares its tensors: layers.0.self_attn.in_proj_weight, ...</summary>
    /// <param name="plan">Where to declare them.</param>
    /// <param name="width">D.</param>
    /// <param name="spec">Its shape.</param>
    /// <exception cref="ArgumentException">The heads do not divide the width.</exception>
    public CentroidTransformer(TensorPlan plan, int width, CentroidSpec spec)
    {
        if (width % spec.Heads != 0)
        {
            throw new ArgumentException($"{spec.Heads} heads do not divide a width of {width}", nameof(spec));
        }

        _layers = [.. Enumerable.Range(0, spec.Layers)
            .Select(index => new EncoderLayer(plan, $"layers.{index}", width, spec))];
    }

    /// <summary>The first output token [N, D] of tokens [N, K, D], to which it adds their positions.</summary>
    /// <param name="tokens">float [N, K, D].</param>
    /// <param name="dropout">Of the step; null = none.</param>
    internal Tensor Forward(Tensor tokens, Dropout? dropout)
    {
        using var scope = NewDisposeScope();
        var x = tokens.add(Positions((int)tokens.size(1), (int)tokens.size(2)).to(tokens.dtype, tokens.device));
        foreach (var layer in _layers)
        {
            x = layer.Forward(x, dropout);
        }

        return x.select(1, 0).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The published positions, float64 [K, D], in which token and feature have changed places: sine (even tokens) and
    /// cosine (odd ones) of the feature's index at a rate that falls with the token.
    /// </summary>
    public static Tensor Positions(int tokens, int width)
    {
        var values = new double[tokens, width];
        var channels = tokens + (tokens % 2);
        for (var token = 0; token < tokens; token++)
        {
            var rate = Math.Pow(10000, -(double)(token - (token % 2)) / channels);
            for (var feature = 0; feature < width; feature++)
            {
                var angle = feature * rate;
                values[token, feature] = token % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle);
            }
        }

        return tensor(values);
    }
}

/// <summary>Self-attention and a feed-forward layer; each is added to its input and then normalised.</summary>
internal sealed class EncoderLayer
{
    private readonly TensorSlot _inWeight;
    private readonly TensorSlot _inBias;
    private readonly Linear _out;
    private readonly Linear _first;
    private readonly Linear _second;
    private readonly LayerNorm _attentionNorm;
    private readonly LayerNorm _feedNorm;
    private readonly int _heads;

    internal EncoderLayer(TensorPlan plan, string name, int width, CentroidSpec spec)
    {
        _heads = spec.Heads;
        var start = new TensorStart.Uniform(Math.Sqrt(6.0 / (4 * width)));
        _inWeight = plan.Add(name + ".self_attn.in_proj_weight", [3 * width, width], TensorRole.Weight, start);
        _inBias = plan.Add(
            name + ".self_attn.in_proj_bias", [3 * width], TensorRole.Offset, new TensorStart.Constant(0));
        _out = new Linear(plan, name + ".self_attn.out_proj", width, width);
        _first = new Linear(plan, name + ".linear1", width, spec.Hidden);
        _second = new Linear(plan, name + ".linear2", spec.Hidden, width);
        _attentionNorm = new LayerNorm(plan, name + ".norm1", width);
        _feedNorm = new LayerNorm(plan, name + ".norm2", width);
    }

    /// <summary>[N, K, D] to the same shape.</summary>
    internal Tensor Forward(Tensor x, Dropout? dropout)
    {
        using var scope = NewDisposeScope();
        x = _attentionNorm.Forward(x.add(Dropped(Attend(x, dropout), dropout)));
        var hidden = Dropped(_first.Forward(x).relu_(), dropout);
        x = _feedNorm.Forward(x.add(Dropped(_second.Forward(hidden), dropout)));
        return x.MoveToOuterDisposeScope();
    }

    private Tensor Attend(Tensor x, Dropout? dropout)
    {
        var (batch, tokens, width) = (x.size(0), x.size(1), x.size(2));
        var each = width / _heads;
        // [N, K, 3 D] to three of [N H, K, D / H].
        var parts = F.linear(x, _inWeight.As(x.dtype), _inBias.As(x.dtype))
            .view(batch, tokens, 3, _heads, each).permute(2, 0, 3, 1, 4).reshape(3, batch * _heads, tokens, each);
        var (query, key, value) = (parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
        var weights = query.bmm(key.transpose(1, 2)).div(Math.Sqrt(each)).softmax(-1);
        var mixed = Dropped(weights, dropout).bmm(value);
        return _out.Forward(mixed.view(batch, _heads, tokens, each).transpose(1, 2).reshape(batch, tokens, width));
    }

    private static Tensor Dropped(Tensor x, Dropout? dropout) => dropout?.Forward(x) ?? x;
}
