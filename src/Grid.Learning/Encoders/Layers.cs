using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Encoders;

// N = batch, I = inputs, O = outputs, C = channels. Layers cast weights to the type of what they get.

/// <summary>A square convolution, without bias where none is asked for; padding keeps the size at stride 1.</summary>
internal sealed class Convolution
{
    private readonly TensorSlot _weight;
    private readonly TensorSlot? _bias;
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly int _skip;

    /// <summary>Declares its kernel [O, I, size, size], and its bias [O] where that has a start.</summary>
    internal Convolution(TensorPlan plan, string name, long inputs, long outputs, int size, int stride,
        TensorStart? start = null, TensorStart? bias = null)
    {
        // Kaiming-normal over the outgoing connections, as torchvision starts its networks.
        start ??= new TensorStart.Normal(Math.Sqrt(2.0 / (outputs * size * size)));
        _weight = plan.Add(name + ".weight", [outputs, inputs, size, size], TensorRole.Weight, start);
        _bias = bias is null ? null : plan.Add(name + ".bias", [outputs], TensorRole.Offset, bias);
        // oneDNN on processors with AVX2 only corrupts the heap for narrow 1x1 kernels that stride: skip pixels first.
        (_skip, stride) = size == 1 && inputs < 8 ? (stride, 1) : (1, stride);
        _stride = [stride, stride];
        _padding = [size / 2, size / 2];
    }

    /// <summary>[N, I, H, W] to [N, O, H / stride, W / stride].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = _skip == 1 ? x : x.slice(2, 0, x.size(2), _skip).slice(3, 0, x.size(3), _skip);
        return F.conv2d(x, _weight.As(x.dtype), _bias?.As(x.dtype), _stride, _padding).MoveToOuterDisposeScope();
    }
}

/// <summary>Batch normalisation of the channels of [N, C] or [N, C, H, W]; epsilon 1e-5, running momentum
/// 0.1.</summary>
internal sealed class BatchNorm(TensorPlan plan, string name, long channels)
{
    private readonly TensorSlot _scale = Declare(plan, name + ".weight", channels, TensorRole.Offset, 1);
    private readonly TensorSlot _offset = Declare(plan, name + ".bias", channels, TensorRole.Offset, 0);
    private readonly TensorSlot _mean = Declare(plan, name + ".running_mean", channels, TensorRole.Statistic, 0);
    private readonly TensorSlot _variance = Declare(plan, name + ".running_var", channels, TensorRole.Statistic, 1);

    /// <summary>Same shape; training uses the batch's statistics and moves the running ones.</summary>
    internal Tensor Forward(Tensor x, bool training) =>
        F.batch_norm(x, _mean.Tensor, _variance.Tensor, _scale.Tensor, _offset.Tensor, training, 0.1, 1e-5);

    private static TensorSlot Declare(TensorPlan plan, string name, long channels, TensorRole role, double start) =>
        plan.Add(name, [channels], role, new TensorStart.Constant(start));
}

/// <summary>A linear layer with bias.</summary>
internal sealed class Linear
{
    private readonly TensorSlot _weight;
    private readonly TensorSlot _bias;

    /// <summary>Declares its weight [O, I] and bias [O]; uniform within 1 / sqrt(I) where not told otherwise.</summary>
    internal Linear(TensorPlan plan, string name, long inputs, long outputs, TensorStart? start = null,
        TensorStart? bias = null)
    {
        var uniform = new TensorStart.Uniform(1 / Math.Sqrt(inputs));
        _weight = plan.Add(name + ".weight", [outputs, inputs], TensorRole.Weight, start ?? uniform);
        _bias = plan.Add(name + ".bias", [outputs], TensorRole.Offset, bias ?? uniform);
    }

    /// <summary>The type of its numbers.</summary>
    internal ScalarType Type => _weight.Tensor.dtype;

    /// <summary>[N, I] to [N, O].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return F.linear(x, _weight.As(x.dtype), _bias.As(x.dtype)).MoveToOuterDisposeScope();
    }
}

/// <summary>Layer normalisation of the last dimension; epsilon 1e-5.</summary>
internal sealed class LayerNorm(TensorPlan plan, string name, long width)
{
    private readonly TensorSlot _scale =
        plan.Add(name + ".weight", [width], TensorRole.Offset, new TensorStart.Constant(1));

    private readonly TensorSlot _offset =
        plan.Add(name + ".bias", [width], TensorRole.Offset, new TensorStart.Constant(0));

    /// <summary>[..., width] to the same shape.</summary>
    internal Tensor Forward(Tensor x) => F.layer_norm(x, [width], _scale.As(x.dtype), _offset.As(x.dtype), 1e-5);
}
