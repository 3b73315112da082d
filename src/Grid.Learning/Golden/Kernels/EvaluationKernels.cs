using Grid.Learning.Probes;
using Grid.Learning.Schedules;
using static TorchSharp.torch;

namespace Grid.Learning.Golden.Kernels;

/// <summary>Probes.</summary>
internal static class EvaluationKernels
{
    [GoldenKernel("clsp", "eval_accuracy")]
    internal static GoldenOutputs Top(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (logits, targets) = (@case.Tensor("logits"), @case.Tensor("targets"));
        return new GoldenOutputs().Add("top1", Accuracy.Top(logits, targets, 1))
            .Add("top5", Accuracy.Top(logits, targets, 5));
    }

    [GoldenKernel("clsp", "eval_knn")]
    internal static GoldenOutputs Neighbours(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var outputs = new GoldenOutputs();
        foreach (var (place, row) in @case.Params.Rows("rows").Index())
        {
            var distance = row.Text("distance") == "cosine" ? KnnDistance.Cosine : KnnDistance.Euclidean;
            var targets = @case.Tensor("test_targets");
            using var votes = KnnProbe.Vote(@case.Tensor("train_features"), @case.Tensor("train_targets"),
                @case.Tensor("test_features"), @case.Params.Integer("num_classes"), row.Integer("k"), row.Number("T"),
                distance);
            var index = row.Integer("index");
            outputs.Add($"params.rows[{place}].top1", votes.Accuracy(targets))
                .Add($"params.rows[{place}].top5", votes.Accuracy(targets, 5));
            AddExpected(@case, outputs, $"pred_{index}", votes.Votes.argmax(1));
            AddExpected(@case, outputs, $"votes_{index}", votes.Votes);
            AddExpected(@case, outputs, $"neighbours_{index}", votes.Neighbours);
        }

        return outputs;
    }

    [GoldenKernel("clsp", "eval_linear_probe")]
    internal static GoldenOutputs Linear(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = (@case.Tensor("train_features"), @case.Tensor("train_targets"));
        var log = @case.Params.Rows("log");
        var rates = new MilestoneSchedule(
            log[0].Number("lr"), [.. @case.Params.Integers("milestones")], @case.Params.Number("gamma"));
        // The case visits the rows in their order.
        var order = arange(features.size(0), ScalarType.Int64);
        using var probe = new LinearProbe(@case.Weight("weight"), @case.Weight("bias"));
        var outputs = new GoldenOutputs();
        for (var epoch = 0; epoch < @case.Params.Integer("epochs"); epoch++)
        {
            var rate = rates.At(epoch);
            var loss = probe.Epoch(features, labels, order, @case.Params.Integer("batch"), rate);
            var top1 = Accuracy.Top(probe.Scores(@case.Tensor("test_features")), @case.Tensor("test_targets"), 1);
            outputs.Add($"params.log[{epoch}].lr", rate).Add($"params.log[{epoch}].mean_loss", loss)
                .Add($"params.log[{epoch}].test_top1", top1);
        }

        return outputs.Add("weight_after", probe.Weight).Add("bias_after", probe.Bias);
    }

    [GoldenKernel("clsp", "eval_frechet")]
    internal static GoldenOutputs Frechet(GoldenCase @case)
    {
        using var scope = NewDisposeScope();
        using var first = GaussianFit.Of(@case.Tensor("act1"));
        using var second = GaussianFit.Of(@case.Tensor("act2"));
        return new GoldenOutputs().Add("mu1", first.Mean).Add("sigma1", first.Covariance)
            .Add("fid", FrechetDistance.Of(first, second));
    }

    /// <summary>The file states votes and neighbours of some rows only.</summary>
    private static void AddExpected(GoldenCase @case, GoldenOutputs outputs, string name, Tensor values)
    {
        if (@case.Expected.ContainsKey(name))
        {
            outputs.Add(name, values);
        }
    }
}
