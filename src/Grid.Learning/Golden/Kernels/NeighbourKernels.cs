using Grid.Learning.Encoders;
using Grid.Learning.Losses;
using Grid.Learning.Queues;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>NNCLR and All4One.</summary>
internal static class NeighbourKernels
{
    [GoldenKernel("clsp", "loss_nnclr")]
    internal static GoldenOutputs Nnclr(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var start = @case.Tensor("queue");
        var temperature = @case.Params.Number("temperature");
        using var queue = new KeyQueue((int)start.size(1), (int)start.size(0), slots: 1);
        queue.Keys[0].copy_(start.t());
        queue.Position = @case.Params.Integer("queue_ptr_before");
        var (z1, z2, p1, p2) = (@case.Tensor("z1"), @case.Tensor("z2"), @case.Leaf("p1"), @case.Leaf("p2"));
        var (first, second) = (Neighbours.Of(z1, queue.Keys[0], 1), Neighbours.Of(z2, queue.Keys[0], 1));
        var (near1, near2) = (first.Keys.select(1, 0), second.Keys.select(1, 0));
        var loss = NeighbourLoss.Symmetric(near1, near2, p1, p2, temperature);
        loss.backward();
        queue.Enqueue(Similarity.Normalize(z1));
        return new GoldenOutputs().Add("loss", loss)
            .Add("loss_nn1_p2", NeighbourLoss.Of(near1, p2, temperature))
            .Add("loss_nn2_p1", NeighbourLoss.Of(near2, p1, temperature))
            .Add("nn_index1", first.Indices.squeeze(1)).Add("nn_index2", second.Indices.squeeze(1))
            .Add("queue_after", queue.Keys[0].t()).Add("params.queue_ptr_after", queue.Position)
            .AddGradient("grad_p1", p1).AddGradient("grad_p2", p2);
    }

    [GoldenKernel("clsp", "loss_all4one")]
    internal static GoldenOutputs All4One(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var network = Filled(@case, out var transformer);
        var count = @case.Params.Integer("k");
        var queue = @case.Tensor("queue").t();
        All4OneView View(int number, out Neighbours near)
        {
            var momentum = @case.Tensor($"momentum_z{number}");
            near = Neighbours.Of(momentum, queue, count);
            return new(@case.Leaf($"z{number}"), @case.Leaf($"p{number}"), @case.Leaf($"pred2_z{number}"), momentum,
                near.Keys);
        }

        var (first, second) = (View(1, out var near1), View(2, out var near2));
        Tensor CentroidOf(Tensor tokens) => transformer.Forward(tokens, dropout: null);
        var loss = All4OneLoss.Of(first, second, CentroidOf, @case.Params.Number("temperature"),
            @case.Params.Number("centroid_temperature"));
        loss.Loss.backward();
        return new GoldenOutputs().Add("loss", loss.Loss).Add("neighbour_loss", loss.Neighbour)
            .Add("centroid_loss", loss.Centroid).Add("feature_loss", loss.Feature.Loss)
            .Add("on_diag", loss.Feature.OnDiagonal).Add("off_diag", loss.Feature.OffDiagonal)
            .Add("top5_1", near1.Indices).Add("top5_2", near2.Indices)
            .Add("pos_encoding", CentroidTransformer.Positions(count, (int)queue.size(0)))
            .Add("centroid1", CentroidOf(first.Neighbours)).Add("shifted1", CentroidOf(All4OneLoss.Shifted(first)))
            .AddGradient("grad_z1", first.Projections).AddGradient("grad_z2", second.Projections)
            .AddGradient("grad_p1", first.Predictions).AddGradient("grad_p2", second.Predictions)
            .AddGradient("grad_pred2_z1", first.Shifts).AddGradient("grad_pred2_z2", second.Shifts);
    }

    private static FlatTensors Filled(GoldenCase @case, out CentroidTransformer transformer)
    {
        var plan = new TensorPlan();
        transformer = new CentroidTransformer(plan, (int)@case.Input("queue").Shape[1],
            new CentroidSpec(@case.Params.Integer("layers"), @case.Params.Integer("nhead"),
                @case.Params.Integer("ff")));
        var tensors = new FlatTensors(plan, learns: false);
        foreach (var slot in plan.Slots)
        {
            slot.Tensor.copy_(@case.Weight(slot.Name));
        }

        return tensors;
    }
}
