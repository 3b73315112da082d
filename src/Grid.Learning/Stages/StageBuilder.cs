using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Torch;
using Grid.Learning.Training;

namespace Grid.Learning.Stages;

/// <summary>Builds the outputs of shared stages on libtorch, each on the caller's thread.</summary>
/// <param name="blobs">Where inputs come from and outputs go.</param>
/// <param name="time">The clock of progress and checkpoints.</param>
/// <param name="data">Image sets in memory.</param>
public sealed class StageBuilder(IBlobStore blobs, TimeProvider time, ResidentData data) : IStageBuilder
{
    /// <summary>A builder that loads the product's own data sets.</summary>
    public StageBuilder(IBlobStore blobs, TimeProvider time) : this(blobs, time, new ResidentData(DataSets.Load))
    {
    }

    /// <inheritdoc/>
    public AttemptEnd Build(StageOrder order, IAttemptReporter reporter, CancellationToken stop)
    {
        try
        {
            return blobs.ReadRange(order.Output, 0, 1, stop).GetAwaiter().GetResult() is null
                ? BuildNew(order, reporter, stop)
                : new AttemptEnd.Finished(MetricText.Read(""), order.Attempt.Checkpoint);
        }
        // The edge of the science: whatever happens in it is a fact about the attempt, never the end of the process.
#pragma warning disable CA1031
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return Failures.Of(fault);
        }
    }

    private AttemptEnd BuildNew(StageOrder order, IAttemptReporter reporter, CancellationToken stop)
    {
        var recipe = order.Attempt.Recipe;
        Natives.StartThread(recipe.Integer("diffusion.threads"));
        var splits = data.Load(recipe);
        if (!splits.IsValid)
        {
            return Failures.Of(splits.Faults);
        }

        var plan = DiffusionPlan.Of(recipe, splits.Value.Train);
        if (!plan.IsValid)
        {
            return Failures.Of(plan.Faults);
        }

        var work = new StageWork(blobs, time, order, reporter, splits.Value.Train);
        return order.Stage switch
        {
            StageSettings.Diffusion => DiffusionStage.Run(work, plan.Value, stop),
            StageSettings.Synthesis => SynthesisStage.Run(work, plan.Value, stop),
            var stage => throw new ArgumentException($"there is no stage '{stage}'", nameof(order)),
        };
    }
}

/// <summary>What every stage works with.</summary>
/// <param name="Blobs">Where inputs come from and outputs go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Order">What is wanted.</param>
/// <param name="Reporter">Who is told.</param>
/// <param name="Images">The training images.</param>
internal sealed record StageWork(
    IBlobStore Blobs, TimeProvider Time, StageOrder Order, IAttemptReporter Reporter, ImageSet Images);
