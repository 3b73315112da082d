using Grid.Learning.Losses;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Contrastive losses and their gradients.</summary>
internal static class LossKernels
{
    [GoldenKernel("clsp", "loss_simclr")]
    internal static GoldenOutputs NtXent(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (z1, z2) = (Leaf(@case, "z1"), Leaf(@case, "z2"));
        var loss = NtXentLoss.Of(z1, z2, temperature);
        loss.backward();
        var (n1, n2) = (Unit(@case, "z1"), Unit(@case, "z2"));
        NtXentLoss.OfUnit(n1, n2, temperature).backward();
        return new GoldenOutputs().Add("loss", loss)
            .AddGradient("grad_z1", z1).AddGradient("grad_z2", z2)
            .AddGradient("grad_n1", n1).AddGradient("grad_n2", n2);
    }

    [GoldenKernel("clsp", "loss_moco")]
    internal static GoldenOutputs InfoNce(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var temperature = @case.Params.Number("temperature");
        var (q1, q2) = (Leaf(@case, "q1"), Leaf(@case, "q2"));
        var (k1, k2, queue) = (@case.Tensor("k1"), @case.Tensor("k2"), @case.Tensor("queue"));
        var loss = InfoNceLoss.Symmetric(q1, q2, k1, k2, queue, temperature);
        loss.backward();
        return new GoldenOutputs().Add("loss", loss)
            .Add("loss_q1_k2_queue1", InfoNceLoss.Of(q1, k2, queue.select(0, 1), temperature))
            .Add("loss_q2_k1_queue0", InfoNceLoss.Of(q2, k1, queue.select(0, 0), temperature))
            .AddGradient("grad_q1", q1).AddGradient("grad_q2", q2);
    }

    private static Tensor Leaf(GoldenCase @case, string name) => @case.Tensor(name).requires_grad_();

    private static Tensor Unit(GoldenCase @case, string name) =>
        Similarity.Normalize(@case.Tensor(name)).requires_grad_();
}
