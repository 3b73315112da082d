using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Learning.Checkpoints;
using Grid.Learning.Diffusion;
using Grid.Learning.Torch;
using Grid.Learning.Training;

namespace Grid.Learning.Stages;

/// <summary>
/// Trains a diffusion model. Its output is the average of the weights as a safetensors file under the published names.
/// </summary>
internal static class DiffusionStage
{
    /// <summary>Trains, from the order's checkpoint where it has one.</summary>
    internal static AttemptEnd Run(StageWork work, DiffusionPlan plan, CancellationToken stop)
    {
        var order = work.Order;
        if (order.Recipe.Text(StageCatalog.Weights) is { Length: > 0 } path)
        {
            return ImportedModel.Run(work, plan, path);
        }

        var resumed = order.Checkpoint is { } checkpoint
            ? new CheckpointReader(work.Blobs).ReadFor(checkpoint, order.Recipe.Hash(), CancellationToken.None)
                .GetAwaiter().GetResult()
            : null;
        if (resumed is { IsValid: false })
        {
            return Failures.OfCheckpoint(resumed.Faults);
        }

        var loaded = resumed?.Value;
        var decided = loaded?.Manifest.Decided ?? Settings.Of(("diffusion.precision", plan.DecidedPrecision));
        using var state = new DiffusionState(plan, Natives.Device);
        var checkpointing = new Checkpointing(new CheckpointWriter(work.Blobs), state,
            CheckpointLayout.Begin(order, plan.Steps, plan.Seed, decided), order.CheckpointEvery, work.Time,
            work.Reporter);
        if (loaded is not null)
        {
            state.Read(loaded.Blobs);
            checkpointing.ResumedFrom(order.Checkpoint!);
        }

        var end = new DiffusionLoop(new DiffusionParts
        {
            Plan = plan,
            Images = work.Images.Count,
            State = state,
            Batches = new DiffusionBatches(plan, work.Images, Natives.Device),
            Type = DiffusionPlan.TypeOf(decided.Text("diffusion.precision")),
            Checkpointing = checkpointing,
            Meter = new ProgressMeter(work.Reporter, work.Time, plan.Steps, plan.Batch),
            Metrics = new MetricLog(work.Reporter, state),
        }, stop).Run();
        return end ?? Finish(work, state, checkpointing);
    }

    private static AttemptEnd.Finished Finish(StageWork work, DiffusionState state, Checkpointing checkpointing)
    {
        // A blob of this name has this content: it names all that the content depends on.
        work.Blobs.PutIfAbsent(work.Output, UNetWeights.Write(state.Average, work.Facts)).GetAwaiter().GetResult();
        return new AttemptEnd.Finished(state.Last, checkpointing.Complete());
    }
}
