using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Queues;
using Grid.Learning.Schedules;
using Grid.Learning.Torch;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Several steps of CLSP: the order of forward, loss, queue, optimiser and momentum.</summary>
internal static class LoopKernels
{
    [GoldenKernel("clsp", "simclr_clsp_train_loop")]
    internal static GoldenOutputs SimClr(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        // Normalising a few numbers with their own statistics magnifies rounding: in float64 three steps stay exact.
        var plain = new ResNetSpec([2, 2, 2, 2], false, ResNetStem.Cifar, @case.Params.Integer("width"));
        using var network = NetworkKernels.Filled(@case, plain, ScalarType.Float64, learns: true);
        using var optimizer = new Sgd(network.Tensors.Learned, network.Tensors.Gradient!,
            @case.Params.Number("momentum"), @case.Params.Number("weight_decay"));
        var images = @case.Tensor("x").to(ScalarType.Float64);
        var batch = @case.Params.Integer("B");
        var outputs = new GoldenOutputs();
        for (var step = 0; step < @case.Params.Integer("steps"); step++)
        {
            var z = network.Project(images.roll(step, 3));
            var contrast = NtXentLoss.Of(
                z.narrow(0, 0, batch), z.narrow(0, batch, batch), @case.Params.Number("temperature"));
            var (anchors, synthetic) = (z.narrow(0, 0, batch), z.narrow(0, 2 * batch, batch));
            var loss = ClspLoss.Of(contrast, anchors, synthetic, @case.Params.Number("clsp_loss_weight"));
            network.Tensors.Gradient!.zero_();
            loss.backward();
            AddStep(outputs, step, loss, contrast, "loss_simclr", AlignmentLoss.Of(anchors, synthetic))
                .Add($"params.log[{step}].grad_global_norm", network.Tensors.Gradient.norm());
            optimizer.Step(@case.Params.Number("lr"));
        }

        foreach (var name in @case.Params.Group("param_norms_after").Names)
        {
            outputs.Add($"params.param_norms_after.{name}", network[name].norm());
        }

        return outputs.Add("conv1_weight_after", network["conv1.weight"])
            .Add("fc2_weight_after", network["fc.2.weight"])
            .Add("bn1_running_mean_after", network["bn1.running_mean"])
            .Add("bn1_running_var_after", network["bn1.running_var"]);
    }

    [GoldenKernel("clsp", "moco_clsp_train_loop")]
    internal static GoldenOutputs MoCo(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (online, momentum) = (new Perceptron(@case, learns: true), new Perceptron(@case, learns: false));
        using var optimizer = new Sgd(online.Flat, online.Gradient, @case.Params.Number("momentum"),
            @case.Params.Number("weight_decay"));
        var steps = @case.Params.Integer("steps");
        var schedule = new MomentumSchedule(0.99, 0.999, steps);
        var (images, start) = (@case.Tensor("x"), @case.Tensor("queue0"));
        using var queue = new KeyQueue((int)start.size(1), (int)start.size(2));
        queue.Keys.copy_(start);
        var (outputs, queries, keys, queues) =
            (new GoldenOutputs(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var step = 0; step < steps; step++)
        {
            Ema.Step(momentum.Flat, online.Flat, schedule.At(step));
            Tensor[] q = [.. Enumerable.Range(0, 3).Select(view => online.Forward(images[step, view]))];
            Tensor[] k = [.. q.Take(2).Select((_, view) =>
                Similarity.Normalize(momentum.Forward(images[step, view]).detach()))];
            var contrast = InfoNceLoss.Symmetric(
                q[0], q[1], k[0], k[1], queue.Keys, @case.Params.Number("temperature"));
            var loss = ClspLoss.Of(contrast, q[0], q[2], @case.Params.Number("clsp_loss_weight"));
            online.Gradient.zero_();
            loss.backward();
            queue.Enqueue(k);
            optimizer.Step(@case.Params.Number("lr"));
            AddStep(outputs, step, loss, contrast, "loss_moco", AlignmentLoss.Of(q[0], q[2]))
                .Add($"params.log[{step}].ptr", queue.Position)
                .Add($"params.log[{step}].m_used", schedule.At(step))
                .Add($"params.log[{step}].m_after", schedule.After(step));
            queries.Add(online.Flat.clone());
            keys.Add(momentum.Flat.clone());
            queues.Add(queue.Keys.clone());
        }

        return outputs.Add("q_params", stack(queries)).Add("k_params", stack(keys)).Add("queue_after", stack(queues));
    }

    private static GoldenOutputs AddStep(
        GoldenOutputs outputs, int step, Tensor loss, Tensor contrast, string contrastName, Tensor alignment) =>
        outputs.Add($"params.log[{step}].loss", loss).Add($"params.log[{step}].{contrastName}", contrast)
            .Add($"params.log[{step}].loss_clsp", alignment);

    /// <summary>Linear, ReLU, Linear on one flat tensor, as the case orders it.</summary>
    private sealed class Perceptron
    {
        private readonly Tensor[] _parts;

        internal Perceptron(GoldenCase @case, bool learns)
        {
            Tensor[] given = [.. @case.Weights!.Parameters.Select(x => @case.Weight(x.Name))];
            Flat = cat([.. given.Select(x => x.view(-1))]);
            Gradient = zeros_like(Flat);
            long at = 0;
            var parts = new List<Tensor>();
            foreach (var one in given)
            {
                var part = Flat.narrow(0, at, one.numel()).view(one.shape).detach().requires_grad_(learns);
                if (learns)
                {
                    part.grad = Gradient.narrow(0, at, one.numel()).view(one.shape);
                }

                parts.Add(part);
                at += one.numel();
            }

            _parts = [.. parts];
        }

        internal Tensor Flat { get; }

        internal Tensor Gradient { get; }

        internal Tensor Forward(Tensor x) =>
            F.linear(F.linear(x, _parts[0], _parts[1]).relu(), _parts[2], _parts[3]);
    }
}
