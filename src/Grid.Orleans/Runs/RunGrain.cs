using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Checkpoints;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Orleans.Artifacts;
using Grid.Orleans.Backlogs;
using Grid.Orleans.Devices;
using Grid.Orleans.Shells;
using Grid.Orleans.Sweeps;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Runs;

/// <summary>The shell of a run.</summary>
[GrainType("run")]
public sealed class RunGrain(
    IRowStore store, CheckpointCleaner cleaner, DeviceOwners owners, DeviceDeaths deaths, TimeProvider time,
    ILogger<RunGrain> logger)
    : Shell<RunState, RunEvent, RunEffect>(store, RunFormat.Instance, time, logger), IRunGrain
{
    private readonly IRowStore _store = store;
    private AttemptTrace _trace = AttemptTrace.None;
    private RunProgress? _progress;

    private IBacklogGrain Backlog => GrainFactory.Backlog();

    /// <inheritdoc/>
    public Task Create(RunSpec spec) => Take(new RunEvent.Created(spec) { At = Now });

    /// <inheritdoc/>
    public Task Wake() => Take(new RunEvent.Woken { At = Now }, isCheck: true);

    /// <inheritdoc/>
    public Task Grant(string device, long epoch) => Take(new RunEvent.Granted(device, epoch) { At = Now });

    /// <inheritdoc/>
    public Task Lose(string device, long epoch, LossCause cause, string detail)
    {
        var death = deaths.Find(device, epoch) ?? new(cause, detail);
        return Take(new RunEvent.DeviceLost(device, epoch, death.Cause, death.Detail) { At = Now });
    }

    /// <inheritdoc/>
    public Task Meet(ArtifactId artifact) => Take(new RunEvent.ArtifactReady(artifact) { At = Now });

    /// <inheritdoc/>
    public Task Miss(ArtifactId artifact, string reason) =>
        Take(new RunEvent.ArtifactFailed(artifact, reason) { At = Now });

    /// <inheritdoc/>
    public async Task Forget()
    {
        await cleaner.DiscardAll(new(Key));
        DeactivateOnIdle();
    }

    /// <inheritdoc/>
    public async Task<ReportAnswer> Report(AttemptReport report)
    {
        if (State is not { Phase: RunPhase.Running } current || current.Attempt != report.Attempt)
        {
            await Saved();
            return ReportAnswer.Stale;
        }

        // All of it goes into the store together and shares one commit.
        var metrics = report.Metrics.IsEmpty ? Task.CompletedTask : _store.AppendMetrics(report.Run, report.Metrics);
        var log = report.Log.IsEmpty ? Task.CompletedTask : _store.AppendLog(report.Run, report.Log);
        await Task.WhenAll(metrics, log, Commit(report));
        var progress = RunProgresses.After(_progress, report, Now);
        Telemetry.Count(_progress, progress);
        _progress = progress;
        return ReportAnswer.Accepted;
    }

    /// <inheritdoc/>
    public Task<RunSummary?> Pause(long? request = null) =>
        Ask(new RunEvent.PauseRequested { At = Now, Request = request });

    /// <inheritdoc/>
    public Task<RunSummary?> Resume(long? request = null) =>
        Ask(new RunEvent.ResumeRequested { At = Now, Request = request });

    /// <inheritdoc/>
    public Task<RunSummary?> Cancel(string reason) => Ask(new RunEvent.CancelRequested(reason) { At = Now });

    /// <inheritdoc/>
    public Task<RunProgress?> Progress() => Task.FromResult(State is { Phase: RunPhase.Running } ? _progress : null);

    /// <inheritdoc/>
    protected override Transition<RunState?, RunEffect> Step(RunState? state, RunEvent @event)
    {
        var step = Run.Step(state, @event);
        Telemetry.Count(state, step.State);
        return step;
    }

    /// <inheritdoc/>
    protected override JournalRow JournalOf(RunEvent @event) =>
        new("run", Key, @event.At, JsonSerializer.Serialize(RunFormat.Pack(@event), GridJson.Default.RunEvent));

    /// <inheritdoc/>
    protected override GrainRows Summarize(GrainRows rows, RunState state) =>
        rows with { Run = RunSummaries.Of(state) };

    /// <inheritdoc/>
    protected override string LaneOf(RunEffect effect) => RunOutbox.LaneOf(effect);

    /// <inheritdoc/>
    protected override bool IsWanted(RunState state, RunEffect effect) => RunOutbox.IsWanted(state, effect);

    /// <inheritdoc/>
    protected override Task Perform(RunState state, RunEffect effect) => effect switch
    {
        RunEffect.Enqueue x => Backlog.Enqueue(x.Entry),
        RunEffect.Withdraw x => Backlog.Withdraw(x.Run),
        RunEffect.Claim x => Backlog.Claim(x.Holding),
        RunEffect.Release x => Backlog.Release(x.Run, x.Device, x.Epoch),
        RunEffect.StartAttempt x => Start(x),
        RunEffect.StopAttempt x => Device(x.Device).Stop(x.Run, x.Attempt),
        RunEffect.DiscardCheckpoints x => cleaner.Discard(x.Drop, state.Checkpoints),
        RunEffect.RequestArtifact x => Request(state.Spec, x.Artifact),
        RunEffect.LeaveArtifact x => Artifact(x.Artifact).Leave(state.Spec.Id),
        RunEffect.TellOwner x => Tell(x.End),
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of a run"),
    };

    private async Task<RunSummary?> Ask(RunEvent @event)
    {
        await Take(@event);
        return State is { } state ? RunSummaries.Of(state) : null;
    }

    private Task Commit(AttemptReport report)
    {
        var saved = Task.CompletedTask;
        foreach (var checkpoint in report.Checkpoints)
        {
            saved = Commit(report.Attempt, checkpoint);
        }

        return report.End is { } end ? Take(new RunEvent.Ended(report.Attempt, end) { At = Now }) : saved;
    }

    private IArtifactGrain Artifact(ArtifactId id) => GrainFactory.Grain<IArtifactGrain>(id.Value);

    private Task Request(RunSpec spec, ArtifactId id) => Artifact(id)
        .Request(spec.Artifacts.First(x => x.Id == id), spec.Id, spec.BuildFor ?? spec.Id.Sweep);

    private Task Tell(RunEnd end) => ArtifactId.IsOwner(end.Run.Sweep)
        ? Artifact(new(end.Run.Sweep.Value)).Count(end)
        : GrainFactory.Grain<ISweepGrain>(end.Run.Sweep.Value).Count(end);

    private async Task Commit(AttemptNumber attempt, CheckpointRef checkpoint)
    {
        using var span = _trace.Commit(checkpoint);
        await Take(new RunEvent.Checkpointed(attempt, checkpoint) { At = Now });
    }

    private Task Start(RunEffect.StartAttempt effect)
    {
        if (_trace.Attempt != effect.Order.Attempt)
        {
            _progress = null;
            _trace = AttemptTrace.Begin(effect);
        }

        return Device(effect.Device).Start(effect.Order with { TraceParent = _trace.Parent }, effect.Epoch);
    }

    private IDeviceGrain Device(string name)
    {
        owners.ThrowIfAway(name);
        return GrainFactory.Grain<IDeviceGrain>(name);
    }
}
