using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Probes;

namespace Grid.Cli.Checkpoints;

/// <summary>grid checkpoint probe RUN --data NAME</summary>
internal static class ProbeEncoder
{
    public static Command Create()
    {
        var data = new DataOptions();
        const string summary = "Transfer: logistic regression on frozen features, penalty chosen on validation images";
        return EncoderVerb.Of("probe", summary, data.Set, (x, recipe, trained) =>
            x.Show(Measure(x, recipe, trained, data), report => x.Show(report, () => Write(x.Output, report))));
    }

    private static Result<TransferReport> Measure(
        Invocation x, Settings recipe, TrainedEncoder trained, DataOptions data)
    {
        var loaded = data.Load(x, recipe);
        if (!loaded.IsValid)
        {
            return Result<TransferReport>.Invalid(loaded.Faults);
        }

        var splits = loaded.Value;
        x.Output.Talk($"encoding {Words.Count(splits.Labelled.Count + splits.Validation.Count + splits.Test.Count)} "
            + $"images of {splits.Train.Name}");
        var parts = new[] { splits.Labelled, splits.Validation, splits.Test }.Select(trained.Encode).ToArray();
        try
        {
            return parts.All(part => part.IsValid)
                ? Result<TransferReport>.Valid(TransferProbe.Measure(
                    parts[0].Value!, parts[1].Value!, parts[2].Value!, trial => Tell(x.Output, trial)))
                : Result<TransferReport>.Invalid([.. parts.SelectMany(part => part.Faults)]);
        }
        finally
        {
            parts.ToList().ForEach(part => part.Value?.Dispose());
        }
    }

    private static void Tell(Output output, TransferTrial trial) => output.Talk(
        $"penalty {Words.Number(trial.Strength)}: {Words.Number(trial.ValidationTop1)} % of the validation images");

    private static void Write(Output output, TransferReport report)
    {
        output.Data($"test top-1   {Words.Number(report.TestTop1)} %");
        output.Data($"test top-5   {Words.Number(report.TestTop5)} %");
        output.Data($"penalty      {Words.Number(report.Strength)}, the best of {report.Trials.Length} on validation");
    }
}
