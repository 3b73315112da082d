using static TorchSharp.torch;

namespace Grid.Learning.Golden;

/// <summary>Golden numbers as tensors, and back.</summary>
public static class GoldenTorch
{
    /// <summary>An input as a new CPU tensor in the case's arithmetic; int64 for integers.</summary>
    public static Tensor Tensor(this GoldenCase @case, string name) => ToTensor(@case.Input(name), @case.Arithmetic);

    /// <summary>An input as <see cref="Tensor"/>, which gathers a gradient.</summary>
    public static Tensor Leaf(this GoldenCase @case, string name) => @case.Tensor(name).requires_grad_();

    /// <summary>A parameter by the fill rule, as a new CPU tensor in the case's arithmetic.</summary>
    public static Tensor Weight(this GoldenCase @case, string name)
    {
        var fill = @case.Weights ?? throw new KeyNotFoundException("the case has no weights");
        var values = fill.Values(name);
        long[] shape = [.. fill.Parameters.First(x => x.Name == name).Shape];
        using var flat = tensor(values);
        return flat.reshape(shape).to(TypeOf(@case.Arithmetic));
    }

    /// <summary>Numbers as a new CPU tensor; int64 for integers.</summary>
    public static Tensor ToTensor(this GoldenTensor golden, Arithmetic arithmetic)
    {
        using var flat = tensor(golden.Data, ScalarType.Float64);
        return flat.reshape([.. golden.Shape]).to(golden.IsInteger ? ScalarType.Int64 : TypeOf(arithmetic));
    }

    /// <summary>A tensor of any kind as numbers.</summary>
    public static GoldenTensor ToGolden(this Tensor values)
    {
        using var flat = values.detach().to(ScalarType.Float64).cpu().contiguous();
        return new GoldenTensor([.. values.shape], flat.data<double>().ToArray(), values.is_integral());
    }

    /// <summary>Adds a tensor of any kind and device; a scalar tensor is a scalar.</summary>
    public static GoldenOutputs Add(this GoldenOutputs outputs, string name, Tensor values) =>
        outputs.Add(name, values.ToGolden());

    /// <summary>Adds the gradient of an input; zeros where it received none.</summary>
    public static GoldenOutputs AddGradient(this GoldenOutputs outputs, string name, Tensor input)
    {
        using var gradient = input.grad;
        return gradient is { IsInvalid: false }
            ? outputs.Add(name, gradient)
            : outputs.Add(name, new GoldenTensor([.. input.shape], new double[input.numel()]));
    }

    /// <summary>The type that an arithmetic computes in.</summary>
    internal static ScalarType TypeOf(Arithmetic arithmetic) =>
        arithmetic == Arithmetic.Float32 ? ScalarType.Float32 : ScalarType.Float64;
}
