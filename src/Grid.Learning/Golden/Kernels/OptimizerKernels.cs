using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Optimisers on a given list of gradients.</summary>
internal static class OptimizerKernels
{
    [GoldenKernel("clsp", "optim_sgd")]
    internal static GoldenOutputs Sgd(GoldenCase @case) => Follow(@case, (parameters, gradient) => new Sgd(
        parameters, gradient, @case.Params.Number("momentum"), @case.Params.Number("weight_decay")));

    [GoldenKernel("clsp", "optim_adam")]
    internal static GoldenOutputs Adam(GoldenCase @case) => Follow(@case, (parameters, gradient) =>
        new AdamW(parameters, gradient, beta1: 0.9, decay: 0, [new(0, parameters.numel(), TensorRole.Weight)]));

    [GoldenKernel("clsp", "optim_lars")]
    internal static GoldenOutputs Lars(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (weights, biases) = (@case.Tensor("w0"), @case.Tensor("b0"));
        var (weightGradients, biasGradients) = (@case.Tensor("grads_w"), @case.Tensor("grads_b"));
        var (parameters, split) = (cat([weights.view(-1), biases.view(-1)]), weights.numel());
        var gradient = zeros_like(parameters);
        var spared = @case.Params.Flag("exclude_bias_n_norm") ? TensorRole.Offset : TensorRole.Weight;
        using var optimizer = new Lars(parameters, gradient, @case.Params.Number("momentum"),
            @case.Params.Number("weight_decay"), @case.Params.Number("eta"),
            [new(0, split, TensorRole.Weight), new(split, biases.numel(), spared)], @case.Params.Flag("clip_lr"));
        var states = new List<Tensor>();
        for (var step = 0; step < weightGradients.size(0); step++)
        {
            gradient.copy_(cat([weightGradients[step].view(-1), biasGradients[step].view(-1)]));
            optimizer.Step(@case.Params.Number("lr"));
            states.Add(parameters.clone());
        }

        var after = stack(states);
        return new GoldenOutputs().Add("w_after", after.narrow(1, 0, split).view([states.Count, .. weights.shape]))
            .Add("b_after", after.narrow(1, split, biases.numel()));
    }

    private static GoldenOutputs Follow(GoldenCase @case, Func<Tensor, Tensor, Optimizer> make)
    {
        using var scope = NewDisposeScope();
        var (parameters, gradients) = (@case.Tensor("p0"), @case.Tensor("grads"));
        var gradient = zeros_like(parameters);
        using var optimizer = make(parameters, gradient);
        var states = new List<Tensor>();
        for (var step = 0; step < gradients.size(0); step++)
        {
            gradient.copy_(gradients[step]);
            optimizer.Step(@case.Params.Number("lr"));
            states.Add(parameters.clone());
        }

        return new GoldenOutputs().Add("p_after", stack(states));
    }
}
