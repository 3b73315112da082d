using Grid.Core.Ports;
using Grid.Learning.Diffusion;
using Grid.Learning.Schedules;
using Grid.Learning.Torch;
using Grid.Learning.Training;
using static TorchSharp.torch;

namespace Grid.Learning.Stages;

/// <summary>What a diffusion training works with; the stage makes and disposes it.</summary>
internal sealed record DiffusionParts
{
    /// <summary>The settings.</summary>
    public required DiffusionPlan Plan { get; init; }

    /// <summary>Training images.</summary>
    public required int Images { get; init; }

    /// <summary>All that a later step depends on.</summary>
    public required DiffusionState State { get; init; }

    /// <summary>Gives the batches.</summary>
    public required DiffusionBatches Batches { get; init; }

    /// <summary>What the network computes in.</summary>
    public required ScalarType Type { get; init; }

    /// <summary>Makes the state durable.</summary>
    public required Checkpointing Checkpointing { get; init; }

    /// <summary>Tells where the training is.</summary>
    public required ProgressMeter Meter { get; init; }

    /// <summary>Gathers metric points.</summary>
    public required MetricLog Metrics { get; init; }
}

/// <summary>Trains a U-Net to tell noise, from the state's step to the end or until it is told to stop.</summary>
/// <remarks>Ho et al. 2020, algorithm 1, https://arxiv.org/abs/2006.11239.</remarks>
internal sealed class DiffusionLoop(DiffusionParts parts, CancellationToken stop)
{
    private const int LossPointsPerEpoch = 10;

    private readonly DiffusionPlan _plan = parts.Plan;
    private readonly DiffusionState _state = parts.State;
    private readonly LinearWarmup _warmup = new(parts.Plan.WarmupSteps);

    private int[] _order = [];
    private long _orderEpoch = -1;

    /// <summary>Trains; null where all steps are done.</summary>
    /// <exception cref="StoreException">A checkpoint could not be written.</exception>
    internal AttemptEnd? Run()
    {
        parts.Meter.Restart(_state.Step, StageCatalog.Diffusion);
        AttemptEnd? end = null;
        while (end is null && _state.Step < _plan.Steps)
        {
            if (stop.IsCancellationRequested)
            {
                end = new AttemptEnd.Stopped(parts.Checkpointing.Complete());
                break;
            }

            parts.Checkpointing.Poll();
            end = Step();
        }

        parts.Metrics.Flush();
        return end;
    }

    private AttemptEnd.Failed? Step()
    {
        using var scope = NewDisposeScope();
        var (epoch, place) = Math.DivRem(_state.Step, _plan.StepsPerEpoch);
        if (_orderEpoch != epoch)
        {
            (_order, _orderEpoch) = (RandomKey.Order(_plan.Seed, epoch, parts.Images), epoch);
        }

        var batch = parts.Batches.Next(_order.AsSpan((int)(place * _plan.Batch), _plan.Batch), _state.Step);
        var loss = Loss(batch);
        var value = loss.item<float>();
        _state.Network.Tensors.Gradient!.zero_();
        loss.backward();
        var norm = GradientClip.To(_state.Network.Tensors.Gradient, _plan.Clip).item<float>();
        if (!float.IsFinite(value) || !float.IsFinite(norm))
        {
            return new AttemptEnd.Failed(FailureKind.Diverged,
                $"the diffusion loss is {value}, its gradient's norm {norm} after {_state.Step} steps",
                "lower diffusion.lr, or lengthen diffusion.warmup_steps");
        }

        _state.Optimizer.Step(_plan.Rate * _warmup.At(_state.Step));
        _state.Average.Tensors.Average(_state.Network.Tensors, _plan.AverageAt(_state.Step));
        _state.Step++;
        Report(value, norm, place);
        return null;
    }

    private Tensor Loss(DiffusionBatch batch)
    {
        using var scope = NewDisposeScope();
        using var dropout = new Dropout(_plan.Network.Dropout, _plan.Seed, _state.Step);
        var condition = _state.Network.Tell(batch.Times, batch.Labels, dropout);
        var predicted = _state.Network.Predict(batch.Noised.to(parts.Type), condition);
        return DiffusionLoss.Of(predicted, batch.Noise).MoveToOuterDisposeScope();
    }

    private void Report(double loss, double norm, long place)
    {
        if (place == _plan.StepsPerEpoch - 1 || place % Math.Max(_plan.StepsPerEpoch / LossPointsPerEpoch, 1) == 0)
        {
            parts.Metrics.Add("diffusion.loss", loss);
            parts.Metrics.Add("diffusion.gradient_norm", norm);
        }

        parts.Meter.CountStep();
        if (parts.Meter.Beat(_state.Step, StageCatalog.Diffusion))
        {
            parts.Metrics.AddMeasured("diffusion.images_per_second", parts.Meter.ImagesPerSecond);
            parts.Metrics.Flush();
        }
    }
}
