using System.Collections.Immutable;
using Grid.Core.Checkpoints;
using Grid.Core.Ports;

namespace Grid.Simulation;

/// <summary>
/// One attempt in training: steps, checkpoints, an end, and the sender that repeats each report until the run has
/// answered. What the recipe does is its fate.
/// </summary>
public sealed class Training(World world, DeviceProcess process, AttemptOrder order)
{
    private readonly List<CheckpointRef> _checkpoints = [];
    private readonly Fate _fate = world.Plan.FateOf(order.Run);
    private readonly int _steps = order.Build is null ? order.Recipe.Integer("steps") : Plan.BuildSteps;
    private readonly int _every = order.Build is null ? order.Recipe.Integer("every") : Plan.BuildSteps / 3;
    private AttemptEnd? _end;
    private long _step = order.Checkpoint?.Step ?? 0;
    private bool _isStopping;
    private bool _isSending;
    private bool _isOver;

    public AttemptOrder Order => order;

    public void Begin()
    {
        if (order.Checkpoint is { } checkpoint && !world.Blobs.IsWhole(checkpoint))
        {
            world.Judge.CheckpointMissing(order);
            Finish(new AttemptEnd.Failed(FailureKind.BadInput, "its checkpoint is gone"));
            return;
        }

        if (order.Build is { } build && world.Blobs.HasOutput(build.Output))
        {
            // An earlier attempt wrote it and could not say so any more.
            Finish(new AttemptEnd.Finished(ImmutableSortedDictionary<string, double>.Empty, order.Checkpoint));
            return;
        }

        if (order.Attempt.Value > 1)
        {
            world.Tally.Count(order.Checkpoint is null ? Case.LaterAttempt : Case.Resumed);
        }

        process.Later(process.StepMs, Advance);
        process.Later(1_000, Heartbeat);
    }

    public void Stop() => _isStopping = true;

    private void Advance()
    {
        if (_end is not null)
        {
            return;
        }

        if (_isStopping)
        {
            Finish(new AttemptEnd.Stopped(world.Blobs.Write(order, _step)));
            return;
        }

        if (_step == world.Plan.StepOfFate(order.Run, _steps) && Falls())
        {
            return;
        }

        _step++;
        if (_step >= _steps)
        {
            if (order.Build is { } build)
            {
                world.Judge.Built(order, isNew: world.Blobs.WriteOutput(build.Output));
            }

            var name = _fate == Fate.Mute ? "train.loss" : Plan.Metric;
            var metrics = ImmutableSortedDictionary<string, double>.Empty.Add(name, world.Plan.ValueOf(order.Run));
            Finish(new AttemptEnd.Finished(metrics, world.Blobs.Write(order, _step)));
            return;
        }

        if (_step % _every == 0)
        {
            _checkpoints.Add(world.Blobs.Write(order, _step));
            Send();
        }

        process.Later(process.StepMs, Advance);
    }

    /// <summary>True where its fate ends the attempt.</summary>
    private bool Falls()
    {
        switch (_fate)
        {
            case Fate.Aborts:
                process.Machine.End(Core.Runs.LossCause.Aborted);
                return true;
            case Fate.Diverges:
                Finish(new AttemptEnd.Failed(FailureKind.Diverged, "the loss is not finite"));
                return true;
            case Fate.Fails:
            case Fate.FailsOnce when order.Attempt.Value == 1:
                Finish(new AttemptEnd.Failed(FailureKind.Unexpected, "the trainer threw"));
                return true;
            default:
                return false;
        }
    }

    private void Finish(AttemptEnd end)
    {
        if (end is AttemptEnd.Failed || (end is AttemptEnd.Finished && _fate == Fate.Mute && order.Build is null))
        {
            world.Judge.Failed(order.Run, order.Attempt);
        }

        _end = end;
        process.Done(this);
        Send();
    }

    private void Heartbeat()
    {
        if (!_isOver)
        {
            Send();
            process.Later(1_000, Heartbeat);
        }
    }

    private void Send()
    {
        if (_isSending || _isOver)
        {
            return;
        }

        _isSending = true;
        var report = new Report(order.Attempt, [.. _checkpoints], _end);
        _checkpoints.Clear();
        Deliver(report, 100);
    }

    private void Deliver(Report report, int retryMs) => world.Call(
        reply => world.Control.Run(order.Run)?.Report(report, reply),
        answer => process.WhenAwake(_ =>
        {
            if (answer == Answer.None)
            {
                process.Later(retryMs, () => Deliver(report, Math.Min(2_000, retryMs * 2)));
                return;
            }

            Heard(report, answer);
        }));

    private void Heard(Report report, Answer answer)
    {
        _isSending = false;
        if (answer == Answer.Done)
        {
            world.Judge.Accepted(order.Run, report);
        }

        if (answer == Answer.Stale)
        {
            world.Judge.Refused(order.Run, report);
            _isStopping = true;
        }

        if (_end is not null && (answer == Answer.Stale || report.End is not null))
        {
            _isOver = true;
            process.Leave(this);
            return;
        }

        if (_checkpoints.Count > 0 || _end is not null)
        {
            Send();
        }
    }
}
