using Grid.Learning.Encoders;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Diffusion;

// N = images, C, I, O = channels, H, W = rows and columns.

/// <summary>How the layers of the two networks start.</summary>
internal static class Starts
{
    /// <summary>All zeros.</summary>
    internal static TensorStart Zero { get; } = new TensorStart.Constant(0);

    /// <summary>Uniform with the variance that keeps activations and gradients the same size.</summary>
    /// <remarks>Glorot, Bengio 2010, eq. 16.</remarks>
    internal static TensorStart Xavier(long inputs, long outputs, double gain = 1) =>
        new TensorStart.Uniform(gain * Math.Sqrt(6.0 / (inputs + outputs)));

    /// <summary>PyTorch's default: uniform within 1 / sqrt(inputs).</summary>
    internal static TensorStart Default(long inputs) => new TensorStart.Uniform(1 / Math.Sqrt(inputs));
}

/// <summary>Makes layers that start as their network wants.</summary>
/// <param name="plan">Where tensors are declared.</param>
/// <param name="spec">Shape of the network; the class-conditional one has PyTorch's starts.</param>
internal sealed class LayerFactory(TensorPlan plan, UNetSpec spec)
{
    /// <summary>Shape of the network.</summary>
    internal UNetSpec Spec => spec;

    /// <summary>A convolution with bias; padding keeps the size at stride 1.</summary>
    internal Convolution Convolution(
        string name, long inputs, long outputs, int size, int stride = 1, double gain = 1)
    {
        long area = size * size;
        var start = spec.IsConditional
            ? Starts.Default(inputs * area)
            : Starts.Xavier(inputs * area, outputs * area, gain);
        var bias = spec.IsConditional ? start : Starts.Zero;
        return new(plan, name, inputs, outputs, size, stride, start, bias);
    }

    /// <summary>A linear layer.</summary>
    internal Linear Linear(string name, long inputs, long outputs) => spec.IsConditional
        ? new(plan, name, inputs, outputs)
        : new(plan, name, inputs, outputs, Starts.Xavier(inputs, outputs), Starts.Zero);

    /// <summary>A normalisation.</summary>
    internal GroupNorm Norm(string name, long channels) => new(plan, name, channels, spec.Groups);

    /// <summary>A convolution that doubles rows and columns.</summary>
    internal Doubling Doubling(string name, long channels) => new(plan, name, channels);

    /// <summary>A table of learned rows, zero before <see cref="UNet.Start"/>.</summary>
    internal TensorSlot Table(string name, long rows, long width) =>
        plan.Add(name + ".weight", [rows, width], TensorRole.Weight, Starts.Zero);
}

/// <summary>Normalises groups of channels of each image; epsilon 1e-5.</summary>
internal sealed class GroupNorm
{
    private const long LargeMap = 32 * 32;

    private readonly TensorSlot _scale;
    private readonly TensorSlot _offset;
    private readonly long _groups;

    internal GroupNorm(TensorPlan plan, string name, long channels, long groups)
    {
        _groups = groups;
        _scale = plan.Add(name + ".weight", [channels], TensorRole.Offset, new TensorStart.Constant(1));
        _offset = plan.Add(name + ".bias", [channels], TensorRole.Offset, Starts.Zero);
    }

    /// <summary>[N, C, H, W] to the same.</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        Tensor Normalised(Tensor map) => F.group_norm(map, _groups, _scale.As(x.dtype), _offset.As(x.dtype));

        // On a processor, libtorch is up to fifty times slower for maps that lie channels-last, unless they are large
        // and need no gradient; two copies cost little beside that.
        var stays = x.device_type != TorchSharp.DeviceType.CPU
            || (!x.requires_grad && x.size(2) * x.size(3) >= LargeMap);
        var y = stays ? Normalised(x)
            : Normalised(x.contiguous()).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Normalised and activated: y * sigmoid(y).</summary>
    internal Tensor Activated(Tensor x)
    {
        using var scope = NewDisposeScope();
        return F.silu(Forward(x)).MoveToOuterDisposeScope();
    }
}

/// <summary>A transposed 5x5 convolution of stride 2 with bias.</summary>
internal sealed class Doubling
{
    private readonly TensorSlot _weight;
    private readonly TensorSlot _bias;

    internal Doubling(TensorPlan plan, string name, long channels)
    {
        // PyTorch counts the outgoing channels of a transposed kernel as its inputs; here they are the same.
        var start = Starts.Default(channels * 5 * 5);
        _weight = plan.Add(name + ".weight", [channels, channels, 5, 5], TensorRole.Weight, start);
        _bias = plan.Add(name + ".bias", [channels], TensorRole.Offset, start);
    }

    /// <summary>[N, C, H, W] to [N, C, 2H, 2W].</summary>
    internal Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return F.conv_transpose2d(x, _weight.As(x.dtype), _bias.As(x.dtype), strides: [2, 2], padding: [2, 2],
            output_padding: [1, 1]).MoveToOuterDisposeScope();
    }
}
