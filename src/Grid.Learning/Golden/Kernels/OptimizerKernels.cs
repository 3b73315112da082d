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
        new AdamW(parameters, gradient, beta1: 0.9, decay: 0, decayed: 0));

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
