using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Terminal;
using Grid.Core.Ports;

namespace Grid.Cli.Runs;

/// <summary>grid run show RUN</summary>
internal static class ShowRun
{
    public static Command Create()
    {
        var run = RunArguments.Run();
        return Verb.Asking("show", "A run with everything that is known of it", [run], async (x, grid) =>
        {
            var found = await grid.Run(x.Of(run), x.Stop);
            return x.Show(found, detail => x.Show(detail, () => Write(x.Output, detail)));
        });
    }

    private static void Write(Output output, RunDetail run)
    {
        var (summary, state) = (run.Summary, run.State);
        var phase = summary.Phase.ToString().ToLowerInvariant();
        output.Data($"{output.Bold(summary.Id.Value)}  {phase}: {summary.Reason}");
        output.Data($"knobs        {summary.Assignment}");
        output.Data($"seed         {run.Spec.Seed}");
        output.Data($"recipe       {run.Spec.Recipe.Hash()}");
        output.Data($"attempt      {summary.Attempt} on {summary.Device ?? "no device yet"}, "
            + $"{Words.Plural(summary.Failures, "failure")} of {run.Spec.MaxFailures}");
        foreach (var checkpoint in state.Checkpoints)
        {
            output.Data($"checkpoint   step {checkpoint.Step}, {Words.Bytes(checkpoint.Bytes)}, {checkpoint.Manifest}");
        }

        if (run.Progress is { } progress)
        {
            output.Data($"progress     step {progress.Step} of {progress.Steps}, {progress.Stage}, "
                + $"{Words.Number(progress.ImagesPerSecond)} images/s");
        }

        output.Data($"created      {Words.Moment(summary.CreatedAt)}");
        if (summary.EndedAt is { } end)
        {
            output.Data($"ended        {Words.Moment(end)}");
        }

        foreach (var (name, value) in summary.Metrics)
        {
            output.Data($"{name,-28} {Words.Number(value)}");
        }

        if (summary.Next is { } next)
        {
            output.Hint(next);
        }
    }
}
