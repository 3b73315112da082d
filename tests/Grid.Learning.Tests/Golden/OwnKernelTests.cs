using Grid.Learning.Golden;

namespace Grid.Learning.Tests.Golden;

/// <summary>Our kernels against the shared golden vectors.</summary>
public sealed class OwnKernelTests
{
    [Theory]
    [InlineData("loss_simclr_0")]
    [InlineData("loss_simclr_1")]
    [InlineData("loss_simclr_clsp_0")]
    [InlineData("loss_simclr_clsp_1")]
    [InlineData("loss_supcon_0")]
    [InlineData("loss_supcon_1")]
    [InlineData("loss_moco_0")]
    [InlineData("loss_moco_1")]
    [InlineData("loss_moco_clsp_0")]
    [InlineData("loss_moco_clsp_1")]
    [InlineData("loss_nnclr")]
    [InlineData("loss_all4one")]
    [InlineData("simclr_clsp_train_loop")]
    [InlineData("moco_clsp_train_loop")]
    [InlineData("moco_queue")]
    [InlineData("moco_momentum")]
    [InlineData("optim_lars")]
    [InlineData("optim_sgd")]
    [InlineData("optim_adam")]
    [InlineData("sched_lr_warmup_cosine")]
    [InlineData("sched_linear_eval")]
    [InlineData("sched_ddpm_warmup")]
    [InlineData("sched_moco_tau")]
    [InlineData("eval_accuracy")]
    [InlineData("eval_knn")]
    [InlineData("eval_linear_probe")]
    [InlineData("eval_frechet")]
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
        AssertPasses(Assert.Single(report.Cases));
    }

    [Theory]
    [InlineData("ntxent", Arithmetic.Float32)]
    [InlineData("ntxent", Arithmetic.Float64)]
    [InlineData("moco", Arithmetic.Float32)]
    [InlineData("moco", Arithmetic.Float64)]
    [InlineData("nnclr", Arithmetic.Float32)]
    [InlineData("nnclr", Arithmetic.Float64)]
    [InlineData("supcon", Arithmetic.Float32)]
    [InlineData("supcon", Arithmetic.Float64)]
    [InlineData("byol", Arithmetic.Float32)]
    [InlineData("byol", Arithmetic.Float64)]
    [InlineData("all4one_feature", Arithmetic.Float32)]
    [InlineData("all4one_feature", Arithmetic.Float64)]
    [InlineData("metrics", Arithmetic.Float32)]
    [InlineData("metrics", Arithmetic.Float64)]
    public void It_holds_every_case_of_the_objective(string loss, Arithmetic arithmetic)
    {
        var file = Path.Combine(Shared.Golden("objectives"), loss + ".json");
        var report = GoldenVerifier.Verify(file, arithmetic).Value!;
        Assert.NotEmpty(report.Cases);
        Assert.All(report.Cases, AssertPasses);
    }

    private static void AssertPasses(GoldenCaseResult result) => Assert.True(result.Verdict == GoldenVerdict.Pass,
        $"{result.Fault} {string.Join("; ", result.Outputs.Where(x => !x.Passes))}");
}
