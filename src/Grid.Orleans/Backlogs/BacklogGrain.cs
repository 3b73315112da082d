using System.Diagnostics;
using Grid.Core;
using Grid.Core.Backlogs;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Orleans.Placement;
using Grid.Orleans.Runs;
using Grid.Orleans.Shells;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Grid.Orleans.Backlogs;

/// <summary>The shell of the backlog. Nothing is stored: devices announce themselves and runs ask again.</summary>
[GrainType("backlog"), Reentrant, KeepAlive, ControlSilosOnly]
public sealed class BacklogGrain : Grain, IBacklogGrain, IEffects<BacklogEffect>
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger<BacklogGrain> _logger;
    private readonly Outbox<BacklogEffect> _outbox;
    private BacklogState _state = BacklogState.Empty;

    /// <summary>Called by the runtime.</summary>
    public BacklogGrain(TimeProvider time, ILogger<BacklogGrain> logger)
    {
        (_time, _logger) = (time, logger);
        _outbox = new(this, time, NotPerformed);
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(PassTime, new() { DueTime = Tick, Period = Tick, Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _outbox.Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task Enqueue(BacklogEntry entry) => Take(new BacklogEvent.Enqueued(entry) { At = Now });

    /// <inheritdoc/>
    public Task Withdraw(RunId run) => Take(new BacklogEvent.Withdrawn(run) { At = Now });

    /// <inheritdoc/>
    public Task Claim(BacklogClaim claim) => Take(new BacklogEvent.Claimed(claim) { At = Now });

    /// <inheritdoc/>
    public Task Release(RunId run, string device, long epoch) =>
        Take(new BacklogEvent.Released(run, device, epoch) { At = Now });

    /// <inheritdoc/>
    public Task Announce(DeviceAnnouncement announcement) =>
        Take(new BacklogEvent.Announced(announcement) { At = Now });

    /// <inheritdoc/>
    public Task EndDevice(string device, long epoch, LossCause cause, string detail, bool isQuarantined) =>
        Take(new BacklogEvent.DeviceEnded(device, epoch, cause, detail, isQuarantined) { At = Now });

    /// <inheritdoc/>
    public Task<DeviceList> Devices() => Task.FromResult(new DeviceList(BacklogSummaries.Devices(_state)));

    /// <inheritdoc/>
    public Task<string> WhyWaits(RunId run) => Task.FromResult(BacklogSummaries.WhyWaits(_state, run));

    string IEffects<BacklogEffect>.LaneOf(BacklogEffect effect) => effect switch
    {
        BacklogEffect.Grant x => x.Run.Value,
        BacklogEffect.TellLost x => x.Run.Value,
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of the backlog"),
    };

    /// <summary>A grant is worth making while the backlog holds the slot for the run.</summary>
    bool IEffects<BacklogEffect>.IsWanted(BacklogEffect effect) => effect is not BacklogEffect.Grant x
        || (_state.Devices.TryGetValue(x.Device, out var device)
            && device.Epoch == x.Epoch && device.Aboard.ContainsKey(x.Run));

    Task IEffects<BacklogEffect>.Perform(BacklogEffect effect) => effect switch
    {
        BacklogEffect.Grant x => Run(x.Run).Grant(x.Device, x.Epoch),
        BacklogEffect.TellLost x => Run(x.Run).Lose(x.Device, x.Epoch, x.Cause, x.Detail),
        _ => throw new UnreachableException($"{effect.GetType().Name} is no effect of the backlog"),
    };

    private Task PassTime()
    {
        Telemetry.NoteWaiting(_state.Waiting);
        return Take(new BacklogEvent.Ticked { At = Now });
    }

    private Task Take(BacklogEvent @event)
    {
        (_state, var effects) = Backlog.Step(_state, @event);
        foreach (var effect in effects)
        {
            _outbox.Add(effect);
        }

        _outbox.Release(_outbox.LastId);
        return Task.CompletedTask;
    }

    private void NotPerformed(BacklogEffect effect, Exception cause) =>
        Log.NotPerformed(_logger, effect.GetType().Name, "backlog", "", cause.Message);

    private IRunGrain Run(RunId id) => GrainFactory.Grain<IRunGrain>(id.Value);
}
