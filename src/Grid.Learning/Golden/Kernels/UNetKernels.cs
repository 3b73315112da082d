using Grid.Learning.Diffusion;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>U-Nets whose parameters a rule gives.</summary>
internal static class UNetKernels
{
    [GoldenKernel("clsp", "unet_tiny")]
    internal static GoldenOutputs Tiny(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var network = Filled(@case, SpecOf(@case), learns: true);
        var (x, times) = (@case.Tensor("x"), @case.Tensor("t"));
        var condition = network.Tell(times, null, null);
        var own = network.Encode(x, condition);
        var anchor = network.Encode(@case.Tensor("x_anchor"), condition);
        var outputs = new GoldenOutputs().Add("temb", network.EmbedTime(times))
            .Add("h_mid", own.Map).Add("h_mid_anchor", anchor.Map).Add("mid_pooled", own.Map.mean([2, 3]));
        foreach (var (index, weight) in @case.Params.Numbers("weights_w").Index())
        {
            var mixed = Interpolation.Mix(own, anchor.Map, weight);
            outputs.Add($"h_interp_{index}", mixed.Map)
                .Add($"eps_anchor_{index}", network.Decode(mixed, condition));
        }

        var predicted = network.Predict(x, times);
        var loss = DiffusionLoss.Of(predicted, @case.Tensor("noise"));
        loss.backward();
        return AddGradients(outputs.Add("eps", predicted).Add("mse", loss), network);
    }

    [GoldenKernel("clsp", "unet_full")]
    internal static GoldenOutputs Full(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var network = Filled(@case, SpecOf(@case), learns: false);
        var x = @case.FilledInput("input.x").ToTensor(@case.Arithmetic);
        var anchor = @case.FilledInput("input.x_anchor").ToTensor(@case.Arithmetic);
        var times = tensor(new[] { (long)@case.Params.Integer("t") });
        var condition = network.Tell(times, null, null);
        return new GoldenOutputs().Add("eps", network.Predict(x, condition))
            .Add("eps_anchor", Interpolation.Predict(network, x, anchor, times, @case.Params.Number("weight")))
            .Add("mid_pooled", network.Encode(x, condition).Map.mean([2, 3]));
    }

    [GoldenKernel("clsp", "unet_cond_tiny")]
    internal static GoldenOutputs Conditional(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var network = Filled(@case, SpecOf(@case), learns: false);
        var (x, times, labels) = (@case.Tensor("x"), @case.Tensor("t"), @case.Tensor("labels"));
        var given = network.Predict(x, times, labels);
        var none = network.Predict(x, times, labels.zero_());
        return new GoldenOutputs().Add("eps", given).Add("eps_null", none)
            .Add("eps_guided", ReverseProcess.Guide(given, none, @case.Params.Number("w")));
    }

    private static GoldenOutputs AddGradients(GoldenOutputs outputs, UNet network)
    {
        var count = 0;
        foreach (var name in network.Names)
        {
            using var gradient = network[name].grad!;
            outputs.Add($"grad_norms.{name}", gradient.norm());
            count++;
        }

        return outputs.Add("grad_global_norm", network.Tensors.Gradient!.norm()).Add("n_params_with_grad", count);
    }

    private static UNetSpec SpecOf(GoldenCase @case) => new()
    {
        Channels = @case.Params.Integer("ch"),
        Multipliers = [.. @case.Params.Integers("ch_mult")],
        Attention = @case.Params.Has("attn") ? [.. @case.Params.Integers("attn")] : [],
        Blocks = @case.Params.Integer("num_res_blocks"),
        Times = @case.Params.Integer("T"),
        Classes = @case.Params.Has("num_classes") ? @case.Params.Integer("num_classes") : 0,
    };

    private static UNet Filled(GoldenCase @case, UNetSpec spec, bool learns)
    {
        using var quiet = no_grad();
        var network = new UNet(spec, learns, GoldenTorch.TypeOf(@case.Arithmetic));
        foreach (var name in network.Names)
        {
            using var values = @case.Weight(name);
            network[name].copy_(values);
        }

        return network;
    }
}
