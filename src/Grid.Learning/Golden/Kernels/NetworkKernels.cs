using System.Collections.Immutable;
using Grid.Learning.Encoders;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Residual networks whose parameters a rule gives.</summary>
internal static class NetworkKernels
{
    [GoldenKernel("clsp", "net_resnet18_narrow")]
    [GoldenKernel("clsp", "net_resnet18_narrow_mid")]
    internal static GoldenOutputs Narrow18(GoldenCase @case) => Narrow(@case, ScalarType.Float32);

    // Normalising 16 numbers of a 50-layer network: in float32, rounding alone uses up to twice the tolerance.
    [GoldenKernel("clsp", "net_resnet50_narrow")]
    internal static GoldenOutputs Narrow50(GoldenCase @case) => Narrow(@case, ScalarType.Float64);

    private static GoldenOutputs Narrow(GoldenCase @case, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var stem = @case.Params.Text("stem") switch
        {
            "small" => ResNetStem.Cifar,
            "mid" => ResNetStem.Mid,
            _ => ResNetStem.Big,
        };
        using var network = Filled(@case, new ResNetSpec([.. @case.Params.Integers("layers")],
            @case.Params.Text("block") == "Bottleneck", stem, @case.Params.Integer("width")), type);
        var images = @case.Tensor("x").to(type);
        var outputs = new GoldenOutputs();
        AddStages(outputs, network.Encoder, images);
        var h = network.Encode(images);
        outputs.Add("eval_feat", h).Add("eval_head", network.Projector.Forward(h, training: false))
            .Add("train_head", network.Project(images));
        var lastNorm = @case.Params.Text("last_bn");
        return outputs.Add("bn1_running_mean_after", network["bn1.running_mean"])
            .Add("bn1_running_var_after", network["bn1.running_var"])
            .Add("last_bn_running_mean_after", network[lastNorm + "running_mean"])
            .Add("last_bn_running_var_after", network[lastNorm + "running_var"]);
    }

    [GoldenKernel("clsp", "net_full_resnet18")]
    [GoldenKernel("clsp", "net_full_resnet50")]
    internal static GoldenOutputs Full(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var network = Filled(@case, ResNetSpec.Of(@case.Params.Text("backbone"), "cifar", 64),
            ScalarType.Float32);
        var h = network.Encode(@case.FilledInput("input.x").ToTensor(Arithmetic.Float32));
        var z = network.Projector.Forward(h, training: false);
        return new GoldenOutputs().Add("eval_head", z).Add("eval_feat_first64", h.narrow(1, 0, 64))
            .Add("feat_sum", h.sum()).Add("head_sum", z.sum())
            .Add("params.n_params", network.Tensors.Learned.numel());
    }

    private static void AddStages(GoldenOutputs outputs, ResNet encoder, Tensor images)
    {
        var x = encoder.Stem(images, training: false);
        var shapes = new List<double>();
        for (var stage = 0; stage < encoder.Stages; stage++)
        {
            x = encoder.Stage(stage, x, training: false);
            outputs.Add($"eval_layer{stage + 1}_sum", x.sum()).Add($"eval_layer{stage + 1}_abs_mean", x.abs().mean());
            shapes.AddRange(x.shape.Select(size => (double)size));
        }

        outputs.Add("eval_layer_shapes", [encoder.Stages, 4], shapes);
    }

    /// <summary>The case's network with its projector and its parameters.</summary>
    internal static Network Filled(GoldenCase @case, ResNetSpec encoder, ScalarType type, bool learns = false)
    {
        using var quiet = no_grad();
        var parameters = @case.Weights!.Parameters;
        ImmutableArray<long> Shape(string name) => parameters.First(x => x.Name == name).Shape;
        var projector = new ProjectorSpec((int)Shape("fc.0.weight")[0], (int)Shape("fc.2.weight")[0], Norm: false);
        var network = new Network(encoder, projector, learns, type);
        // A count of batches is no part of any computation here.
        var counts = (string name) => name.EndsWith("tracked", StringComparison.Ordinal);
        foreach (var name in parameters.Select(x => x.Name).Where(x => !counts(x)))
        {
            network[name].copy_(@case.Weight(name));
        }

        return network;
    }
}
