using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

/// <summary>Our kernels against the shared golden vectors.</summary>
public sealed class OwnKernelTests
{
    [Theory]
    [InlineData("loss_simclr_0")]
    [InlineData("loss_simclr_1")]
    [InlineData("loss_moco_0")]
    [InlineData("loss_moco_1")]
    [InlineData("moco_queue")]
    [InlineData("moco_momentum")]
    [InlineData("optim_sgd")]
    [InlineData("optim_adam")]
    [InlineData("sched_lr_warmup_cosine")]
    [InlineData("sched_linear_eval")]
    [InlineData("sched_ddpm_warmup")]
    [InlineData("sched_moco_tau")]
    [InlineData("eval_accuracy")]
    [InlineData("eval_knn")]
    [InlineData("net_resnet18_narrow")]
    [InlineData("net_resnet18_narrow_mid")]
    [InlineData("net_resnet50_narrow")]
    [InlineData("net_full_resnet18")]
    [InlineData("net_full_resnet50")]
    [InlineData("aug_ops")]
    [InlineData("aug_rrc_rule")]
    public void It_holds_the_case(string name)
    {
        var report = GoldenVerifier.Verify(Path.Combine(Shared.Golden("clsp"), name)).Value!;
        var result = Assert.Single(report.Cases);
        Assert.True(result.Verdict == GoldenVerdict.Pass,
            $"{result.Fault} {string.Join("; ", result.Outputs.Where(x => !x.Passes))}");
    }
}
