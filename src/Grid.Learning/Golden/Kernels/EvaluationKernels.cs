using Grid.Learning.Probes;
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

    /// <summary>The file states votes and neighbours of some rows only.</summary>
    private static void AddExpected(GoldenCase @case, GoldenOutputs outputs, string name, Tensor values)
    {
        if (@case.Expected.ContainsKey(name))
        {
            outputs.Add(name, values);
        }
    }
}
