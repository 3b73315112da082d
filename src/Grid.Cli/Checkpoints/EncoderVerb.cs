using System.CommandLine;
using Grid.Cli.Invocations;
using Grid.Cli.Runs;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Torch;

namespace Grid.Cli.Checkpoints;

/// <summary>Makes commands that work with the encoder in a run's checkpoint.</summary>
internal static class EncoderVerb
{
    /// <summary>A command of a run, with an option for the step of its checkpoint.</summary>
    public static Command Of(string name, string summary, IEnumerable<Symbol> symbols,
        Func<Invocation, Settings, TrainedEncoder, int> action)
    {
        var run = RunArguments.Run();
        var step = new Option<long?>("--step")
        {
            Description = "Step of the checkpoint; the last one where it is left out",
            HelpName = "N",
        };
        return Verb.Asking(name, summary, [run, .. symbols, step], async (x, grid) =>
        {
            var opened = await Open(x, grid, x.Of(run), x.Of(step));
            if (!opened.IsValid)
            {
                return x.Refuse(opened.Faults);
            }

            using var encoder = opened.Value.Encoder;
            return action(x, opened.Value.Recipe, encoder);
        });
    }

    /// <summary>The encoder in a checkpoint of a run, with the run's recipe.</summary>
    /// <param name="x">The call.</param>
    /// <param name="grid">Knows the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="step">Step of the checkpoint; null = the last one.</param>
    public static async Task<Result<RunEncoder>> Open(Invocation x, IGrid grid, RunId run, long? step = null)
    {
        if (x.Server is not null)
        {
            return Result<RunEncoder>.Invalid(new Diagnostic("--server",
                "checkpoints are read from a home, not from a server", "run this where the home lies"));
        }

        var found = await grid.Run(run, x.Stop);
        var chosen = found.Then(y => Choose(y, step));
        if (!chosen.IsValid)
        {
            return Result<RunEncoder>.Invalid(chosen.Faults);
        }

        var recipe = found.Value!.Spec.Recipe;
        var loaded = await Load(x, recipe, chosen.Value);
        return loaded.Then(encoder => Result<RunEncoder>.Valid(new(recipe, encoder)));
    }

    private static Result<CheckpointRef> Choose(RunDetail run, long? step)
    {
        var checkpoints = run.State.Checkpoints;
        var steps = string.Join(", ", checkpoints.Select(x => x.Step));
        var chosen = checkpoints.LastOrDefault(x => step is null || x.Step == step);
        return chosen is not null ? Result<CheckpointRef>.Valid(chosen)
            : Result<CheckpointRef>.Invalid(checkpoints.Any()
                ? new Diagnostic("--step", $"{run.Summary.Id} keeps no checkpoint of step {step}", $"it keeps {steps}")
                : new Diagnostic("RUN", $"{run.Summary.Id} has no checkpoint yet", $"grid run show {run.Summary.Id}"));
    }

    private static async Task<Result<TrainedEncoder>> Load(Invocation x, Settings recipe, CheckpointRef checkpoint)
    {
        var home = Storage.Homes.Home.Read(x.Home);
        if (!home.IsValid)
        {
            return Result<TrainedEncoder>.Invalid(home.Faults);
        }

        using var opened = home.Value;
        var read = await new CheckpointReader(opened.Blobs).ReadFor(checkpoint, recipe.Hash(), x.Stop);
        if (!read.IsValid)
        {
            return Result<TrainedEncoder>.Invalid(read.Faults);
        }

        // Nobody trains here: all processors may encode.
        Natives.StartThread(Environment.ProcessorCount);
        return TrainedEncoder.Of(recipe, read.Value);
    }
}

/// <summary>An encoder, and what its run was told.</summary>
/// <param name="Recipe">The resolved recipe.</param>
/// <param name="Encoder">Whoever opened it disposes of it.</param>
internal sealed record RunEncoder(Settings Recipe, TrainedEncoder Encoder);
