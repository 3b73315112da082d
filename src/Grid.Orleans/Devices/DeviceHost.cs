using System.Collections.Concurrent;
using Grid.Core;
using Grid.Core.Backlogs;
using Grid.Core.Devices;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Orleans.Backlogs;
using Grid.Orleans.Runs;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Devices;

/// <summary>
/// The shell of a device: lives as long as its process, trains attempts on threads of their own, announces itself once
/// a second, and reports. It holds no state that anybody would miss.
/// </summary>
public sealed class DeviceHost : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxDrain = TimeSpan.FromSeconds(15);

    private readonly DeviceOptions _options;
    private readonly ITrainer _trainer;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly IProcessExit _exit;
    private readonly ILogger<DeviceHost> _logger;
    private readonly TrainingThreads _threads = new();
    private readonly ConcurrentDictionary<(RunId, AttemptNumber), Attempt> _attempts = [];
    private readonly CancellationTokenSource _fence = new();
    private readonly Lock _gate = new();
    private DeviceState _state;
    private TaskCompletionSource? _empty;

    /// <summary>Called by the container.</summary>
    public DeviceHost(
        DeviceOptions options, ITrainer trainer, IGrainFactory grains, TimeProvider time, IProcessExit exit,
        ILogger<DeviceHost> logger)
    {
        (_options, _trainer, _grains, _time, _exit, _logger) = (options, trainer, grains, time, exit, logger);
        _state = new() { Name = options.Name, Epoch = options.Epoch, Slots = options.Slots };
    }

    private IBacklogGrain Backlog => _grains.Backlog();

    /// <summary>Takes an attempt aboard.</summary>
    public void Start(AttemptOrder order, long epoch) => Take(new DeviceEvent.StartRequested(order, epoch));

    /// <summary>Asks an attempt to stop.</summary>
    public void Stop(RunId run, AttemptNumber attempt) => Take(new DeviceEvent.StopRequested(run, attempt));

    /// <summary>Publishes nothing more: this process is no member of the cluster any longer.</summary>
    public void Fence() => _fence.Cancel();

    /// <summary>Stops every attempt with a checkpoint and waits until the runs have taken the reports.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _empty = empty;
        Take(new DeviceEvent.DrainRequested());
        await Announce();
        NoticeEmpty();
        await Task.WhenAny(empty.Task, Task.Delay(MaxDrain, _time, cancellationToken));
        await base.StopAsync(cancellationToken);
        Fence();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _threads.Dispose();
        _fence.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, _time);
        do
        {
            await Announce();
            foreach (var attempt in _attempts.Values)
            {
                attempt.Send();
                if (attempt.IsHung)
                {
                    await EndHung(attempt);
                    return;
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Take(DeviceEvent @event)
    {
        // Under the lock only the rule and the start of its effects, which all return at once.
        lock (_gate)
        {
            (_state, var effects) = Device.Step(_state, @event);
            foreach (var effect in effects)
            {
                Perform(effect);
            }
        }
    }

    private void Perform(DeviceEffect effect)
    {
        switch (effect)
        {
            case DeviceEffect.Train x:
                var order = _options.MaxSilence is { } silence ? x.Order with { MaxSilence = silence } : x.Order;
                var attempt = new Attempt(order, _grains, _time, _logger, Leave, _fence.Token);
                _attempts[(x.Order.Run, x.Order.Attempt)] = attempt;
                var done = new DeviceEvent.AttemptDone(x.Order.Run, x.Order.Attempt);
                _threads.Start(() => attempt.Train(_trainer, () => Take(done)));
                break;
            case DeviceEffect.SignalStop x:
                _attempts.GetValueOrDefault((x.Run, x.Attempt))?.Stop();
                break;
            case DeviceEffect.TellLost x:
                _ = TellLost(x);
                break;
        }
    }

    private void Leave(Attempt attempt)
    {
        Take(new DeviceEvent.EndTaken(attempt.Order.Run, attempt.Order.Attempt));
        _attempts.TryRemove(new((attempt.Order.Run, attempt.Order.Attempt), attempt));
        NoticeEmpty();
    }

    private void NoticeEmpty()
    {
        if (_attempts.IsEmpty)
        {
            _empty?.TrySetResult();
        }
    }

    private async Task TellLost(DeviceEffect.TellLost x)
    {
        try
        {
            await _grains.Grain<IRunGrain>(x.Run.Value).Lose(_options.Name, x.Epoch, LossCause.Killed, x.Detail);
        }
#pragma warning disable CA1031 // The backlog tells the run too, a little later.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotReported(_logger, _options.Name, e.Message);
        }
    }

    private async Task Announce()
    {
        var announcement = new DeviceAnnouncement
        {
            Device = _options.Name,
            Epoch = _options.Epoch,
            Kind = _options.Kind,
            Slots = _options.Slots,
            IsDraining = _state.IsDraining,
            // With those whose end is not taken yet: their runs are not to be given up.
            Runs = [.. _attempts.Values.Select(x => new AnnouncedRun(x.Order.Run, x.Order.Attempt, x.Order.Slots))],
        };
        try
        {
            await Backlog.Announce(announcement);
        }
#pragma warning disable CA1031 // The next second announces again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.NotReported(_logger, _options.Name, e.Message);
        }
    }

    /// <summary>A thread cannot be ended, so the process is, once the run knows why. The others resume.</summary>
    private async Task EndHung(Attempt attempt)
    {
        Log.Hung(_logger, attempt.Order.Run.Value, attempt.Order.Attempt.Value, attempt.Order.MaxSilence);
        attempt.Abandon();
        await attempt.Said.WaitAsync(Lease.Length, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Fence();
        _exit.Now(DeviceExit.Hung);
    }
}
