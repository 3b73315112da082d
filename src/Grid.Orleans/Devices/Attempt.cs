using System.Diagnostics;
using Grid.Core.Ports;
using Grid.Core.Runs;
using Grid.Orleans.Runs;
using Microsoft.Extensions.Logging;

namespace Grid.Orleans.Devices;

/// <summary>One attempt aboard: its training thread's work and the sender of its reports.</summary>
#pragma warning disable CA1001 // A stop may be asked for when the attempt is over; the source holds nothing to free.
internal sealed class Attempt
#pragma warning restore CA1001
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Action<Attempt> _over;
    private readonly CancellationToken _fenced;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lease _lease;
    private readonly ReportBuffer _buffer;
    private int _isSending;

    public Attempt(
        AttemptOrder order, IGrainFactory grains, TimeProvider time, ILogger logger, Action<Attempt> over,
        CancellationToken fenced)
    {
        (Order, _grains, _time, _logger, _over, _fenced) = (order, grains, time, logger, over, fenced);
        _lease = new(time);
        _buffer = new(order, time, Send);
    }

    /// <summary>What it is to do.</summary>
    public AttemptOrder Order { get; }

    /// <summary>True where it made no sign of life for too long.</summary>
    public bool IsHung => !IsDone && _buffer.Silence > Order.MaxSilence;

    /// <summary>True once its training thread is free.</summary>
    public bool IsDone { get => Volatile.Read(ref field); private set => Volatile.Write(ref field, value); }

    /// <summary>Completes when nothing is left to say: the end was taken, or the attempt is stale.</summary>
    public Task Said => _said.Task;

    /// <summary>Trains; on a training thread.</summary>
    public void Train(ITrainer trainer, Action done)
    {
        var end = Guarded(trainer);
        done();
        IsDone = true;
        _buffer.End(end);
        LeaveIfOver();
    }

    /// <summary>Asks the training thread to leave at its next step.</summary>
    public void Stop() => _ = _stop.CancelAsync();

    /// <summary>Gives up on its training thread.</summary>
    public void Abandon() => _buffer.End(new AttemptEnd.Failed(
        FailureKind.Hung, $"no step for {Order.MaxSilence.TotalMinutes:0.#} minutes"));

    /// <summary>Reports what there is to report, on the thread pool.</summary>
    public void Send()
    {
        if (Interlocked.Exchange(ref _isSending, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static x => _ = x.SendAll(), this, preferLocal: false);
        }
    }

    private AttemptEnd Guarded(ITrainer trainer)
    {
        try
        {
            using var span = Telemetry.Source.StartActivity("attempt", ActivityKind.Internal, Order.TraceParent);
            span?.SetTag("grid.run", Order.Run.Value);
            span?.SetTag("grid.attempt", Order.Attempt.Value);
            return trainer.Train(
                Order with { TraceParent = span?.Id ?? Order.TraceParent }, _buffer, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return new AttemptEnd.Stopped(null);
        }
        catch (OutOfMemoryException e)
        {
            return new AttemptEnd.Failed(
                FailureKind.OutOfMemory, $"out of memory: {e.Message}", "use a smaller batch or fewer slots");
        }
        catch (StoreException e)
        {
            return new AttemptEnd.Failed(
                e.IsTransient ? FailureKind.Transient : FailureKind.Unexpected, e.Message, e.Hint);
        }
#pragma warning disable CA1031 // An exception that leaves this thread would end the process and every attempt aboard.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _buffer.Log(e.ToString());
            return new AttemptEnd.Failed(FailureKind.Unexpected, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private async Task SendAll()
    {
        do
        {
            while (_buffer.Take(_lease.IsHeld) is { } report)
            {
                var answer = await Deliver(report);
                if (answer == ReportAnswer.Stale || report.End is not null)
                {
                    // The sender stays busy for ever: nothing is said after this.
                    Stop();
                    _said.TrySetResult();
                    LeaveIfOver();
                    return;
                }

                if (!_buffer.IsUrgent)
                {
                    break;
                }
            }

            Volatile.Write(ref _isSending, 0);
        }
        while (_buffer.IsUrgent && Interlocked.Exchange(ref _isSending, 1) == 0);
    }

    private void LeaveIfOver()
    {
        if (IsDone && _said.Task.IsCompleted)
        {
            _over(this);
        }
    }

    /// <summary>Repeats one report until the run has answered.</summary>
    private async Task<ReportAnswer> Deliver(AttemptReport report)
    {
        var run = _grains.Grain<IRunGrain>(Order.Run.Value);
        var delay = FirstDelay;
        while (!_fenced.IsCancellationRequested)
        {
            try
            {
                var before = _time.GetTimestamp();
                var answer = await run.Report(report);
                if (answer == ReportAnswer.Accepted)
                {
                    _lease.Renew(before);
                }

                return answer;
            }
#pragma warning disable CA1031 // Whatever went wrong, the report was not taken and is sent again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.NotReported(_logger, Order.Run.Value, e.Message);
            }

            await Task.Delay(delay, _time, _fenced).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
        }

        return ReportAnswer.Stale;
    }
}
