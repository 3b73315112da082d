using Grid.Core;
using Grid.Core.Sweeps;

namespace Grid.Cluster.Tests;

public sealed class SupervisionTests : IDisposable
{
    private readonly MemoryStore _store = new();
    private readonly MemoryBlobs _blobs = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("grid-supervision-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_device_process_is_started_again_and_its_run_goes_on_from_its_checkpoint()
    {
        await using var process = await OneProcess.StartWithChild(_store, _blobs, _folder);
        var spec = Specs.Sweep("killed", trials: 1, settings: [("train.steps", 100), ("train.step_ms", 20), ("train.checkpoint_steps", 5)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        var run = RunId.Of(id, 1, 1);
        await Waiting.Until("a checkpoint", async () => await _store.Run(run, Cancellation) is { CheckpointStep: >= 20 });

        ChildProcesses.Kill(ChildProcesses.Of(Environment.ProcessId).Single());
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 1), (sweep.Phase, sweep.FinishedRuns));
        var summary = (await _store.Run(run, Cancellation))!;
        Assert.Equal((2, 0), (summary.Attempt.Value, summary.Failures));
        var log = await _store.Log(run, cancellation: Cancellation);
        Assert.Contains(log, x => x.Attempt == 2 && !x.Text.EndsWith("at step 0", StringComparison.Ordinal));
    }
}
