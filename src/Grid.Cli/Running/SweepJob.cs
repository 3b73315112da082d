using Grid.Cli.Artifacts;
using Grid.Cli.Homes;
using Grid.Cli.Hosting;
using Grid.Cli.Invocations;
using Grid.Cli.Sweeps;
using Grid.Cli.Watching;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Server.Client;

namespace Grid.Cli.Running;

/// <summary>
/// A sweep from submission to results. Works on whatever control plane there is: a server, the process that owns the
/// home, or this process. Should the owner go away before the sweep has ended, this process takes its place.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="spec">The sweep.</param>
/// <param name="again">The command that goes on with it.</param>
internal sealed class SweepJob(Invocation call, SweepSpec spec, string again)
{
    /// <summary>Runs that train at once, where this process owns the home.</summary>
    public required int Slots { get; init; }

    /// <summary>Where checkpoints go; null = where the home says.</summary>
    public string? Blobs { get; init; }

    /// <summary>True: exit 1 where a run failed.</summary>
    public bool FailsOnFailedRuns { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Run()
    {
        while (true)
        {
            var opened = await call.Access.Own(MachineDevices.All(Slots), Blobs, call.Stop);
            if (!opened.IsValid)
            {
                return call.Refuse(opened.Faults);
            }

            await using var lease = opened.Value;
            if (lease.Owner is { } owner)
            {
                call.Output.Talk($"{owner} works on {call.Home}: the sweep goes there");
            }

            var submitted = await lease.Grid.Submit(spec, call.Stop);
            if (!submitted.IsValid)
            {
                return call.Refuse(submitted.Faults);
            }

            try
            {
                return await Follow(lease, submitted.Value);
            }
            catch (ServerException) when (call.Server is null)
            {
                call.Output.Talk("the process that ran the sweep is gone: going on here");
            }
        }
    }

    private async Task<int> Follow(GridLease lease, Submission submission)
    {
        call.Output.Talk($"sweep {submission.Id} {(submission.IsNew ? "begins" : "is there already")}");
        try
        {
            await Watcher.Follow(lease.Grid, submission.Id, call.Output, call.Stop);
        }
        catch (OperationCanceledException) when (call.Stop.IsCancellationRequested)
        {
            await TellHowToGoOn(lease, submission.Id);
            return ExitCode.Interrupted;
        }

        var results = await lease.Grid.Results(submission.Id, CancellationToken.None);
        if (!results.IsValid)
        {
            return call.Refuse(results.Faults);
        }

        var exit = End(results.Value);
        foreach (var sheet in await ContactSheets.Of(submission.Id, lease.Grid, call.Home, call.Stop))
        {
            call.Output.Talk($"anchors beside synthetic positives: {sheet}");
        }

        return exit;
    }

    // The devices checkpoint and hand their runs back while the host stops; only then it is true that nothing is lost.
    private async Task TellHowToGoOn(GridLease lease, SweepId id)
    {
        if (lease.Owner is { } owner)
        {
            call.Output.Talk($"sweep {id} goes on: {owner}");
            call.Output.Hint($"grid sweep watch {id}");
            return;
        }

        call.Output.Talk("stopping: runs write their checkpoints ...");
        await lease.DisposeAsync();
        call.Output.Talk($"sweep {id} stopped; nothing is lost");
        call.Output.Hint($"go on with: {again}");
    }

    private int End(SweepResults results)
    {
        ShowResults.Write(call.Output, results, call.Json ? "json" : "table");
        var summary = results.Sweep;
        if (summary.FailedRuns > 0)
        {
            call.Output.Talk($"{summary.FailedRuns} of {summary.StartedRuns} runs failed: "
                + $"grid sweep show {summary.Id} --phase failed");
            call.Output.Talk($"to run it again after mending what is outside the file: grid sweep delete {summary.Id}, "
                + $"then {again}");
        }

        call.Output.Hint($"grid sweep results {summary.Id} --format markdown; grid sweep show {summary.Id}; "
            + $"grid why {summary.BestRun?.Value ?? summary.Id.Value}");
        var isFailure = (FailsOnFailedRuns && summary.FailedRuns > 0)
            || (summary.FinishedRuns == 0 && summary.FailedRuns > 0);
        return isFailure ? ExitCode.BadInput : ExitCode.Ok;
    }
}
