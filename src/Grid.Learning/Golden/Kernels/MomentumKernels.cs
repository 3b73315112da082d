using Grid.Learning.Queues;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>The queue and the momentum encoder of MoCo.</summary>
internal static class MomentumKernels
{
    [GoldenKernel("clsp", "moco_queue")]
    internal static GoldenOutputs Queue(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (start, keys) = (@case.Tensor("queue0"), @case.Tensor("keys"));
        using var queue = new KeyQueue((int)start.size(1), (int)start.size(2));
        queue.Keys.copy_(start);
        var (states, positions) = (new List<Tensor>(), new List<double>());
        for (var step = 0; step < keys.size(0); step++)
        {
            queue.Enqueue(keys[step, 0], keys[step, 1]);
            states.Add(queue.Keys.clone());
            positions.Add(queue.Position);
        }

        return new GoldenOutputs().Add("queue_after_each", stack(states))
            .Add("params.ptr_after", [positions.Count], positions);
    }

    [GoldenKernel("clsp", "moco_momentum")]
    internal static GoldenOutputs Average(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (query, key) = (@case.Tensor("q"), @case.Tensor("k0"));
        var states = new List<Tensor>();
        for (var step = 0; step < @case.Params.Integer("steps"); step++)
        {
            Ema.Step(key, query, @case.Params.Number("m"));
            states.Add(key.clone());
        }

        return new GoldenOutputs().Add("k_after_each", stack(states));
    }
}
