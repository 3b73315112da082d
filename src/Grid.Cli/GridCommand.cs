using System.CommandLine;
using Grid.Cli.Artifacts;
using Grid.Cli.Checkpoints;
using Grid.Cli.Data;
using Grid.Cli.Devices;
using Grid.Cli.Doctor;
using Grid.Cli.Invocations;
using Grid.Cli.Methods;
using Grid.Cli.Planning;
using Grid.Cli.Running;
using Grid.Cli.Runs;
using Grid.Cli.Sweeps;
using Grid.Cli.Terminal;

namespace Grid.Cli;

/// <summary>The whole command line.</summary>
internal static class GridCommand
{
    /// <summary>Every noun and verb.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Grid: experiments in contrastive learning, on this machine's devices");
        GlobalOptions.AddTo(root);
        root.Add(Verb.Noun("sweep", "Sweeps: many runs of one experiment",
            CheckSweep.Create(), PlanSweep.Create(), RunSweep.Create(), ListSweeps.Create(), ShowSweep.Create(),
            WatchSweep.Create(), ChangeSweep.Pause(), ChangeSweep.Resume(), ChangeSweep.Cancel(),
            ShowResults.Create(), DeleteSweep.Create()));
        root.Add(TrainRecipe.Create());
        root.Add(InitSweep.Create());
        root.Add(RunDemo.Create());
        root.Add(Verb.Noun("run", "Runs: one trial with one seed",
            ShowRun.Create(), ShowMetrics.Create(), ShowLog.Create(), ShowRecipe.Create(),
            ChangeRun.Pause(), ChangeRun.Resume(), ChangeRun.Cancel()));
        root.Add(Why.Create());
        root.Add(Verb.Noun("device", "Devices that train", ListDevices.Create()));
        root.Add(Verb.Noun("artifact", "What runs share: diffusion models, synthetic positives",
            ListArtifacts.Create(), ShowArtifact.Create(), MeasureDistance.Create(), CollectArtifacts.Create()));
        root.Add(Verb.Noun("checkpoint", "Checkpoints of runs",
            CheckpointCommands.List(), CheckpointCommands.Verify(), ExportEncoder.Create(), ProbeEncoder.Create(),
            PictureEncoder.Create()));
        root.Add(Verb.Noun("data", "Images to train on",
            DataCommands.List(), FetchData.Create(), DataCommands.Check(), DataCommands.Make(), PreviewData.Create()));
        root.Add(Verb.Noun("method", "Contrastive methods",
            MethodCommands.List(), MethodCommands.Show(), VerifyMethods.Create()));
        root.Add(DoctorCommand.Create());
        return root;
    }

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> Run(
        IReadOnlyList<string> args, TextWriter data, TextWriter talk, CancellationToken stop)
    {
        var parsed = Create().Parse(args);
        var output = new Output(data, talk, TerminalTraits.Detect());
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            return Misuse.Tell(parsed, output);
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = data,
                Error = talk,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
#pragma warning disable CA1031 // The edge of the program: whatever failed, the user hears one line.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failures.Tell(exception, output, parsed.GetValue(GlobalOptions.Verbose));
        }
    }
}
