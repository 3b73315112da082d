using System.Diagnostics;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Methods;
using Grid.Learning.Probes;
using Grid.Learning.Schedules;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Training;

/// <summary>What a loop works with; the trainer makes and disposes it.</summary>
internal sealed record AttemptParts
{
    /// <summary>The recipe.</summary>
    public required TrainingPlan Plan { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Training images.</summary>
    public required ImageSet Images { get; init; }

    /// <summary>All that a later step depends on.</summary>
    public required TrainingState State { get; init; }

    /// <summary>Gives the views of a batch.</summary>
    public required ViewBatch Views { get; init; }

    /// <summary>Measures the encoder.</summary>
    public required Evaluation Evaluation { get; init; }

    /// <summary>Makes the state durable.</summary>
    public required Checkpointing Checkpointing { get; init; }

    /// <summary>Tells where the attempt is.</summary>
    public required ProgressMeter Meter { get; init; }

    /// <summary>Gathers metric points.</summary>
    public required MetricLog Metrics { get; init; }

    /// <summary>Writes a line of the run's log.</summary>
    public required Action<string> Log { get; init; }
}

/// <summary>Trains from the state's step to the end of the run, or until it is told to stop.</summary>
internal sealed class AttemptLoop(AttemptParts parts, CancellationToken stop)
{
    private const int LossPointsPerEpoch = 10;

    private readonly TrainingPlan _plan = parts.Plan;
    private readonly TrainingState _state = parts.State;
    private readonly MomentumSchedule? _momentum = parts.Plan.Method.Needs.Momentum is { } rule
        ? new MomentumSchedule(rule.Start, rule.End, parts.Plan.Steps)
        : null;

    private int[] _order = [];
    private long _orderEpoch = -1;
    private Activity? _epochSpan;
    private bool _warned;

    /// <summary>Trains.</summary>
    /// <exception cref="StoreException">A checkpoint could not be written.</exception>
    internal AttemptEnd Run()
    {
        try
        {
            parts.Meter.Restart(_state.Step, "train");
            while (true)
            {
                if (EvaluationIsDue && !Evaluate())
                {
                    return Leave();
                }

                if (_state.Step == _plan.Steps)
                {
                    return Finish();
                }

                if (stop.IsCancellationRequested)
                {
                    return Leave();
                }

                parts.Checkpointing.Poll();
                if (Step() is { } failed)
                {
                    parts.Metrics.Flush();
                    return failed;
                }
            }
        }
        finally
        {
            _epochSpan?.Dispose();
        }
    }

    private int Epoch => (int)(_state.Step / _plan.StepsPerEpoch);

    private bool EvaluationIsDue
    {
        get
        {
            var (step, perEpoch) = (_state.Step, _plan.StepsPerEpoch);
            var due = step == 0 ? _plan.EvaluatesUntrained
                : step == _plan.Steps || (step % perEpoch == 0 && step / perEpoch % _plan.EvaluateEvery == 0);
            return due && _state.EvaluatedAt != step;
        }
    }

    private bool Evaluate()
    {
        using var span = Telemetry.Source.StartActivity("evaluate");
        parts.Meter.Restart(_state.Step, "evaluate");
        bool GoesOn()
        {
            parts.Meter.Beat(_state.Step, "evaluate");
            return !stop.IsCancellationRequested;
        }

        var found = parts.Evaluation.Run(
            _state.Network, trained: _state.Step > 0, last: _state.Step == _plan.Steps, GoesOn);
        if (found is null)
        {
            return false;
        }

        found.ForEach(x => parts.Metrics.Add(x.Name, x.Value));
        _state.EvaluatedAt = _state.Step;
        parts.Metrics.Flush();
        parts.Meter.Restart(_state.Step, "train");
        return true;
    }

    private AttemptEnd.Failed? Step()
    {
        using var scope = NewDisposeScope();
        var epoch = Epoch;
        var place = _state.Step % _plan.StepsPerEpoch;
        BeginEpoch(epoch, place);
        var rate = _plan.Rate.At(epoch);
        var rows = _order.AsSpan((int)(place * _plan.Batch), _plan.Batch);
        if (_momentum is not null)
        {
            _state.Momentum!.Tensors.Average(_state.Network.Tensors, _momentum.At(_state.Step));
        }

        parts.Views.Paint(rows, parts.Seed, _state.Step);
        _state.Network.Tensors.Gradient!.zero_();
        var (loss, results) = GoThrough(rows);
        if (!float.IsFinite(loss))
        {
            return Diverged($"the loss is {loss} after {_state.Step} steps");
        }

        if (_plan.Clip > 0)
        {
            GradientClip.To(_state.Network.Tensors.Gradient, _plan.Clip);
        }

        _state.Optimizer.Step(rate);
        // A graph holds the queue as it was: it may move only after every backward pass.
        results.ForEach(x => _state.Queue?.Enqueue(x.Keys));
        _state.Step++;
        return Report(results[^1], loss, rate, epoch, place);
    }

    /// <summary>Passes the parts of a batch forward and back; stops at a loss that is not finite.</summary>
    private (float Loss, List<StepResult> Results) GoThrough(ReadOnlySpan<int> rows)
    {
        var (loss, results) = (0f, new List<StepResult>());
        var size = _plan.Batch / _plan.Parts;
        for (var part = 0; part < _plan.Parts && float.IsFinite(loss); part++)
        {
            using var scope = NewDisposeScope();
            var result = _plan.Method.Step(ContextOf(part, rows.Slice(part * size, size)));
            var share = _plan.Parts == 1 ? result.Loss : result.Loss.div(_plan.Parts);
            loss += share.item<float>();
            if (float.IsFinite(loss))
            {
                share.backward();
            }

            // What outlives the part must not hold its graph.
            results.Add(result with
            {
                Loss = result.Loss.detach().MoveToOuterDisposeScope(),
                Projections0 = result.Projections0.detach().MoveToOuterDisposeScope(),
                Projections1 = result.Projections1.detach().MoveToOuterDisposeScope(),
                Keys = [.. result.Keys.Select(x => x.detach().MoveToOuterDisposeScope())],
                Terms = [.. result.Terms.Select(x => (x.Name, x.Value.detach().MoveToOuterDisposeScope()))],
            });
        }

        return (loss, results);
    }

    private StepContext ContextOf(int part, ReadOnlySpan<int> rows) => new()
    {
        Views = parts.Views.Part(part),
        ViewCount = _plan.Method.Needs.Views,
        Online = _state.Network,
        Momentum = _state.Momentum,
        Queue = _state.Queue,
        Labels = _plan.Method.Needs.Labels ? LabelsOf(rows) : null,
        Seed = parts.Seed,
        Draw = (_state.Step * _plan.Parts) + part,
    };

    private Tensor LabelsOf(ReadOnlySpan<int> rows)
    {
        var all = parts.Images.Labels.Span;
        var labels = new long[rows.Length];
        for (var at = 0; at < rows.Length; at++)
        {
            labels[at] = all[rows[at]];
        }

        return tensor(labels, device: _state.Network.Tensors.Learned.device);
    }

    private void BeginEpoch(int epoch, long place)
    {
        if (_orderEpoch != epoch)
        {
            (_order, _orderEpoch) = (RandomKey.Order(parts.Seed, epoch, parts.Images.Count), epoch);
            _epochSpan?.Dispose();
            _epochSpan = Telemetry.Source.StartActivity("epoch");
            _epochSpan?.SetTag("grid.epoch", epoch).SetTag("grid.place", place);
        }
    }

    private AttemptEnd.Failed? Report(StepResult result, double loss, double rate, int epoch, long place)
    {
        var lastOfEpoch = place == _plan.StepsPerEpoch - 1;
        if (lastOfEpoch || place % Math.Max(_plan.StepsPerEpoch / LossPointsPerEpoch, 1) == 0)
        {
            parts.Metrics.Add("train.loss", loss);
            foreach (var (name, value) in result.Terms)
            {
                parts.Metrics.Add(name, value.item<float>());
            }
        }

        parts.Meter.CountStep();
        var collapsed = lastOfEpoch && ReportEpoch(result, rate, epoch);
        if (parts.Meter.Beat(_state.Step, "train"))
        {
            parts.Metrics.AddMeasured("train.images_per_second", parts.Meter.ImagesPerSecond);
            parts.Metrics.Flush();
        }

        return collapsed ? Diverged($"the projections are as good as equal after {epoch + 1} epochs") : null;
    }

    /// <summary>Reports the epoch that ends here; true where a collapse is to end the run.</summary>
    private bool ReportEpoch(StepResult result, double rate, int epoch)
    {
        parts.Metrics.Add("train.lr", rate);
        var health = Health.Of(result.Projections0, result.Projections1);
        foreach (var (name, value) in health.Metrics)
        {
            parts.Metrics.Add(name, value);
        }

        // Some methods collapse at the start and escape by themselves.
        var grace = Math.Max(_plan.WarmupEpochs, (_plan.Epochs / 10) + 1);
        if (!health.Collapsed || epoch < grace)
        {
            return false;
        }

        if (!_warned)
        {
            _warned = true;
            parts.Log($"epoch {epoch + 1}: the projections are as good as equal (health.std {health.Std:G3})");
        }

        return _plan.StopsOnCollapse;
    }

    private static AttemptEnd.Failed Diverged(string reason) =>
        new(FailureKind.Diverged, reason, "lower train.lr, or lengthen train.warmup_epochs");

    private AttemptEnd.Stopped Leave()
    {
        parts.Metrics.Flush();
        return new AttemptEnd.Stopped(parts.Checkpointing.Complete());
    }

    private AttemptEnd.Finished Finish()
    {
        parts.Metrics.Flush();
        var checkpoint = parts.Checkpointing.Complete();
        parts.Meter.Restart(_state.Step, "train");
        return new AttemptEnd.Finished(_state.Last, checkpoint);
    }
}
