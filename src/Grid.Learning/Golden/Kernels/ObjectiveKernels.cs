using Grid.Learning.Losses;
using Grid.Learning.Probes;
using Grid.Learning.Queues;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Losses and measures of the set "objectives".</summary>
internal static class ObjectiveKernels
{
    [GoldenKernel("objectives", "ntxent")]
    internal static GoldenOutputs NtXent(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (z1, z2) = (@case.Leaf("z1"), @case.Leaf("z2"));
        var loss = NtXentLoss.Of(z1, z2, temperature);
        loss.backward();
        var rows = NtXentLoss.Rows(Similarity.Normalize(z1), Similarity.Normalize(z2), temperature);
        return new GoldenOutputs().Add("loss", loss).Add("aux.per_anchor", rows)
            .AddGradient("grad.z1", z1).AddGradient("grad.z2", z2);
    }

    [GoldenKernel("objectives", "moco")]
    internal static GoldenOutputs MoCo(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (q, k, queue) = (@case.Leaf("q"), @case.Leaf("k"), @case.Leaf("queue"));
        var loss = InfoNceLoss.Of(q, k, queue.t(), @case.Params.Number("temperature"));
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .AddGradient("grad.q", q).AddGradient("grad.k", k).AddGradient("grad.queue", queue);
    }

    [GoldenKernel("objectives", "nnclr")]
    internal static GoldenOutputs Nnclr(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (z1, z2, queue) = (@case.Leaf("z1"), @case.Leaf("z2"), @case.Leaf("queue"));
        var (p1, p2) = (@case.Leaf("p1"), @case.Leaf("p2"));
        var (first, second) = (Neighbours.Of(z1, queue.t(), 1), Neighbours.Of(z2, queue.t(), 1));
        var (near1, near2) = (first.Keys.select(1, 0), second.Keys.select(1, 0));
        var loss = NeighbourLoss.Symmetric(near1, near2, p1, p2, temperature);
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("components.nn1_p2", NeighbourLoss.Of(near1, p2, temperature))
            .Add("components.nn2_p1", NeighbourLoss.Of(near2, p1, temperature))
            .Add("aux.nn_index_1", first.Indices.squeeze(1)).Add("aux.nn_index_2", second.Indices.squeeze(1))
            .AddGradient("grad.p1", p1).AddGradient("grad.p2", p2)
            .AddGradient("grad.z1", z1).AddGradient("grad.z2", z2).AddGradient("grad.queue", queue);
    }

    [GoldenKernel("objectives", "supcon")]
    internal static GoldenOutputs SupCon(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var z = @case.Leaf("z");
        var loss = SupConLoss.Of(z, @case.Tensor("labels"), @case.Params.Number("temperature"));
        loss.backward();
        return new GoldenOutputs().Add("loss", loss).AddGradient("grad.z", z);
    }

    [GoldenKernel("objectives", "byol")]
    internal static GoldenOutputs Byol(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (p1, p2, z1, z2) = (@case.Leaf("p1"), @case.Leaf("p2"), @case.Leaf("z1"), @case.Leaf("z2"));
        var loss = ByolLoss.Of(p1, p2, z1, z2);
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("components.p1_z2", AlignmentLoss.Of(p1, z2)).Add("components.p2_z1", AlignmentLoss.Of(p2, z1))
            .AddGradient("grad.p1", p1).AddGradient("grad.p2", p2)
            .AddGradient("grad.z1", z1).AddGradient("grad.z2", z2);
    }

    [GoldenKernel("objectives", "all4one_feature")]
    internal static GoldenOutputs Feature(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (z1, z2, m1, m2) = (@case.Leaf("z1"), @case.Leaf("z2"), @case.Leaf("mz1"), @case.Leaf("mz2"));
        var feature = FeatureLoss.Of(z1, z2, m1, m2, @case.Params.Number("scale"));
        feature.Loss.backward();
        return new GoldenOutputs().Add("loss", feature.Loss)
            .Add("components.on_diagonal", feature.OnDiagonal).Add("components.off_diagonal", feature.OffDiagonal)
            .AddGradient("grad.z1", z1).AddGradient("grad.z2", z2)
            .AddGradient("grad.mz1", m1).AddGradient("grad.mz2", m2);
    }

    // The set states the uniformity a second time as the loss.
    [GoldenKernel("objectives", "metrics")]
    internal static GoldenOutputs Metrics(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var z = @case.Tensor("z");
        var uniformity = Geometry.Uniformity(z, @case.Params.Number("t"));
        return new GoldenOutputs().Add("loss", uniformity).Add("components.uniformity", uniformity)
            .Add("components.tolerance", Geometry.Tolerance(z, @case.Tensor("labels")))
            .Add("components.effective_rank", Geometry.EffectiveRank(z))
            .Add("components.participation_ratio", Geometry.ParticipationRatio(z))
            .Add("components.center_norm", Geometry.CentreNorm(z));
    }
}
