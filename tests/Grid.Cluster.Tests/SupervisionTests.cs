using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Grid.Core;
using Grid.Core.Runs;
using Grid.Core.Sweeps;
using Grid.Orleans.Devices;
using Grid.Orleans.Supervision;

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
        var spec = Specs.Sweep("killed", trials: 1, settings:
            [("train.steps", 100), ("train.step_ms", 20), ("train.checkpoint_steps", 5)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        var run = RunId.Of(id, 1, 1);
        await Waiting.Until(
            "a checkpoint", async () => await _store.Run(run, Cancellation) is { CheckpointStep: >= 20 });

        ChildProcesses.Kill(ChildProcesses.Of(Environment.ProcessId).Single());
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 1), (sweep.Phase, sweep.FinishedRuns));
        var summary = (await _store.Run(run, Cancellation))!;
        Assert.Equal((2, 0), (summary.Attempt.Value, summary.Failures));
        var log = await _store.Log(run, cancellation: Cancellation);
        Assert.Contains(log, x => x.Attempt == 2 && !x.Text.EndsWith("at step 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recipe_that_aborts_its_process_fails_with_that_reason_while_the_others_finish()
    {
        await using var process = await OneProcess.StartWithChild(_store, _blobs, _folder);
        var spec = Specs.Sweep("abort", trials: 4, attempts: 2, settings:
            [("train.steps", 10), ("train.step_ms", 5), ("crash.step", 0), ("crash.trial", 2)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 3, 1), (sweep.Phase, sweep.FinishedRuns, sweep.FailedRuns));
        var run = (await _store.Run(RunId.Of(id, 2, 1), Cancellation))!;
        Assert.Equal((RunPhase.Failed, 2), (run.Phase, run.Failures));
        Assert.Contains("native code aborted (SIGABRT)", run.Reason, StringComparison.Ordinal);
        Assert.Equal($"grid run logs {run.Id}", run.Next);
    }

    [Fact]
    public async Task A_device_that_only_aborts_is_quarantined_with_its_last_words()
    {
        static ChildCommand Broken(ImmutableArray<string> arguments) =>
            new("/bin/sh", ["-c", "echo 'terminate called: what(): no CUDA device'; kill -ABRT $$"]);
        await using var process = await OneProcess.StartWithChild(_store, _blobs, _folder, command: Broken);

        await Waiting.Until("the quarantine", async () =>
            (await process.Grid.Devices(Cancellation)) is [{ Phase: "quarantined" }]);

        var device = (await process.Grid.Devices(Cancellation)).Single();
        Assert.StartsWith(
            "aborted 6 times within two minutes; last: native code aborted (SIGABRT)",
            device.Reason, StringComparison.Ordinal);
        Assert.EndsWith("what(): no CUDA device", device.Reason, StringComparison.Ordinal);
        var id = (await process.Grid.Submit(Specs.Sweep("nowhere", trials: 1), Cancellation)).Value!.Id;
        await Waiting.Until("the run waits", async () =>
        {
            var why = (await process.Grid.Why($"{id}/1/1", Cancellation)).Value?.Now ?? "";
            return why.Contains("no device is ready: test.cpu is quarantined", StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_parent_that_is_killed_leaves_no_orphan()
    {
        using var parent = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["parent", _folder]))!;
        await Waiting.Until("the device process", () => Task.FromResult(ChildProcesses.Of(parent.Id).Count == 1));
        var child = ChildProcesses.Of(parent.Id).Single();

        parent.Kill();
        await parent.WaitForExitAsync(Cancellation);

        await Waiting.Until("the device process is gone", () => Task.FromResult(!ChildProcesses.IsAlive(child)), 5);
    }

    [Fact]
    public async Task An_attempt_that_hangs_ends_its_process_and_only_its_own_run_pays()
    {
        await using var process = await OneProcess.StartWithChild(
            _store, _blobs, _folder, maxSilence: TimeSpan.FromSeconds(2));
        var spec = Specs.Sweep("hang", trials: 2, attempts: 2, settings:
            [("train.steps", 150), ("train.step_ms", 20), ("hang.step", 3), ("hang.trial", 2)]);
        var id = (await process.Grid.Submit(spec, Cancellation)).Value!.Id;
        var sweep = await process.Grid.Ended(id);

        Assert.Equal((SweepPhase.Finished, 1, 1), (sweep.Phase, sweep.FinishedRuns, sweep.FailedRuns));
        var hung = (await _store.Run(RunId.Of(id, 2, 1), Cancellation))!;
        var other = (await _store.Run(RunId.Of(id, 1, 1), Cancellation))!;
        Assert.Equal((RunPhase.Failed, 2), (hung.Phase, hung.Failures));
        Assert.Contains("no step for", hung.Reason, StringComparison.Ordinal);
        Assert.Equal((RunPhase.Finished, 0), (other.Phase, other.Failures));
        Assert.InRange(other.Attempt.Value, 2, 3);
    }

    [Fact]
    public async Task An_orderly_end_takes_a_checkpoint_and_the_next_process_goes_on_from_there()
    {
        var spec = Specs.Sweep("orderly", trials: 1, settings:
            [("train.steps", 100), ("train.step_ms", 20), ("train.checkpoint_steps", 1000)]);
        var run = RunId.Of(new("orderly"), 1, 1);
        await using (var first = await OneProcess.StartWithChild(_store, _blobs, _folder))
        {
            await first.Grid.Submit(spec, Cancellation);
            await Waiting.Until(
                "steps", async () => (await first.Grid.Run(run, Cancellation)).Value?.Progress is { Step: >= 20 });
        }

        var stopped = (await _store.Run(run, Cancellation))!;
        Assert.Equal((RunPhase.Waiting, 0), (stopped.Phase, stopped.Failures));
        Assert.InRange(stopped.CheckpointStep, 20, 99);
        Assert.Empty(ChildProcesses.Of(Environment.ProcessId));

        await using var second = await OneProcess.StartWithChild(_store, _blobs, _folder);
        var sweep = await second.Grid.Ended(new("orderly"));
        Assert.Equal((SweepPhase.Finished, 1), (sweep.Phase, sweep.FinishedRuns));
        Assert.Equal(2, (await _store.Run(run, Cancellation))!.Attempt.Value);
    }

    [Fact]
    public async Task A_device_process_that_is_stopped_before_it_began_leaves_quietly()
    {
        var options = new DeviceProcessOptions
        {
            Device = new() { Name = "early.cpu", Epoch = 1, Slots = 1 },
            Parent = new(IPAddress.Loopback, 1),
            ClusterId = "nobody",
            ParentPid = Environment.ProcessId,
            LockFile = Path.Combine(_folder, "early.lock"),
        };
        var command = TestChild.Command(options.ToArguments());

        // The incarnation before it lives for ever.
        await using var held = new FileStream(
            options.LockFile, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var exits = new BlockingCollection<int>();
        var parent = new Thread(() => exits.Add(StartAndStop(command)));
        parent.Start();
        Assert.True(exits.TryTake(out var code, TimeSpan.FromSeconds(60)));
        Assert.Equal(DeviceExit.Stopped, code);
    }

    // On one thread from start to end: the child dies with the thread that started it.
    private static int StartAndStop(ChildCommand command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments) { RedirectStandardInput = true };
        using var child = Process.Start(start)!;
        child.StandardInput.WriteLine("stop");
        child.WaitForExit();
        return child.ExitCode;
    }
}
