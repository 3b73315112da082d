using Grid.Learning.Losses;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Contrastive losses of CLSP and its baselines, and their gradients.</summary>
internal static class LossKernels
{
    [GoldenKernel("clsp", "loss_simclr")]
    internal static GoldenOutputs NtXent(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (z1, z2) = (@case.Leaf("z1"), @case.Leaf("z2"));
        var loss = NtXentLoss.Of(z1, z2, temperature);
        loss.backward();
        var (n1, n2) = (Unit(@case, "z1"), Unit(@case, "z2"));
        NtXentLoss.OfUnit(n1, n2, temperature).backward();
        return new GoldenOutputs().Add("loss", loss)
            .AddGradient("grad_z1", z1).AddGradient("grad_z2", z2)
            .AddGradient("grad_n1", n1).AddGradient("grad_n2", n2);
    }

    [GoldenKernel("clsp", "loss_simclr_clsp")]
    internal static GoldenOutputs NtXentWithSynthetic(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (z1, z2, z3) = (@case.Leaf("z1"), @case.Leaf("z2"), @case.Leaf("z3"));
        var contrast = NtXentLoss.Of(z1, z2, @case.Params.Number("temperature"));
        var loss = ClspLoss.Of(contrast, z1, z3, @case.Params.Number("clsp_loss_weight"));
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("loss_simclr", contrast).Add("loss_clsp", AlignmentLoss.Of(z1, z3))
            .AddGradient("grad_z1", z1).AddGradient("grad_z2", z2).AddGradient("grad_z3", z3);
    }

    [GoldenKernel("clsp", "loss_supcon")]
    internal static GoldenOutputs SupCon(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (z1, z2) = (@case.Leaf("z1"), @case.Leaf("z2"));
        var loss = SupConLoss.Of(stack([z1, z2]), @case.Tensor("labels"), @case.Params.Number("temperature"));
        loss.backward();
        return new GoldenOutputs().Add("loss", loss).AddGradient("grad_z1", z1).AddGradient("grad_z2", z2);
    }

    [GoldenKernel("clsp", "loss_moco")]
    internal static GoldenOutputs InfoNce(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (q1, q2) = (@case.Leaf("q1"), @case.Leaf("q2"));
        var (k1, k2, queue) = (@case.Tensor("k1"), @case.Tensor("k2"), @case.Tensor("queue"));
        var loss = InfoNceLoss.Symmetric(q1, q2, k1, k2, queue, temperature);
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("loss_q1_k2_queue1", InfoNceLoss.Of(q1, k2, queue.select(0, 1), temperature))
            .Add("loss_q2_k1_queue0", InfoNceLoss.Of(q2, k1, queue.select(0, 0), temperature))
            .AddGradient("grad_q1", q1).AddGradient("grad_q2", q2);
    }

    [GoldenKernel("clsp", "loss_moco_clsp")]
    internal static GoldenOutputs InfoNceWithSynthetic(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (q1, q2, q3) = (@case.Leaf("q1"), @case.Leaf("q2"), @case.Leaf("q3"));
        var contrast = InfoNceLoss.Symmetric(q1, q2, @case.Tensor("k1"), @case.Tensor("k2"), @case.Tensor("queue"),
            @case.Params.Number("temperature"));
        var loss = ClspLoss.Of(contrast, q1, q3, @case.Params.Number("clsp_loss_weight"));
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("loss_moco", contrast).Add("loss_clsp", AlignmentLoss.Of(q1, q3))
            .AddGradient("grad_q1", q1).AddGradient("grad_q2", q2).AddGradient("grad_q3", q3);
    }

    private static Tensor Unit(GoldenCase @case, string name) =>
        Similarity.Normalize(@case.Tensor(name)).requires_grad_();
}
