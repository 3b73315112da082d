using Grid.Core;
using Grid.Core.Ports;
using Grid.Learning.Data;
using Grid.Learning.Torch;
using Grid.Learning.Training;

namespace Grid.Learning.Stages;

/// <summary>Builds the outputs of shared stages on libtorch, each on the caller's thread.</summary>
/// <param name="blobs">Where inputs come from and outputs go.</param>
/// <param name="time">The clock of progress and checkpoints.</param>
/// <param name="data">Image sets in memory.</param>
/// <param name="freeBytes">What the blob store has room for; null where that is not known.</param>
internal sealed class StageBuilder(IBlobStore blobs, TimeProvider time, ResidentData data, Func<long?> freeBytes)
{
    /// <summary>
    /// Builds until the output is durable, or <paramref name="stop"/> asks to keep what is done and leave. An output
    /// that is there already is finished at once; a failure leaves none.
    /// </summary>
    /// <param name="order">Its recipe has the stage's settings, its artifacts are what the stage builds on.</param>
    /// <param name="build">What is wanted.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="stop">Asks to leave.</param>
    internal AttemptEnd Build(
        AttemptOrder order, StageBuild build, IAttemptReporter reporter, CancellationToken stop) =>
        blobs.ReadRange(build.Output, 0, 1, stop).GetAwaiter().GetResult() is null
            ? BuildNew(order, build, reporter, stop)
            : Keep(order, build);

    // Whoever made the output may have been killed before it deleted the parts.
    private AttemptEnd.Finished Keep(AttemptOrder order, StageBuild build)
    {
        SynthesisParts.Delete(blobs, build.Output).GetAwaiter().GetResult();
        return new AttemptEnd.Finished(MetricText.Read(""), order.Checkpoint);
    }

    private AttemptEnd BuildNew(
        AttemptOrder order, StageBuild build, IAttemptReporter reporter, CancellationToken stop)
    {
        var recipe = order.Recipe;
        if (Processor.Refuse("diffusion.precision", recipe.Text("diffusion.precision")) is { } refusal)
        {
            return Failures.Of([refusal]);
        }

        Natives.StartThread(recipe.Integer("diffusion.threads"));
        var splits = data.Load(recipe);
        if (!splits.IsValid)
        {
            return Failures.Of(splits.Faults);
        }

        var images = splits.Value.Train;
        if (images.Sha256 != build.Data)
        {
            return Failures.Of([new Diagnostic("data.root",
                $"these images are not those that {build.Output} is made of",
                "bring the old files back, or run the sweep under another name")]);
        }

        var plan = DiffusionPlan.Of(recipe, images);
        if (!plan.IsValid)
        {
            return Failures.Of(plan.Faults);
        }

        var work = new StageWork(blobs, time, order, build.Output, reporter, images, freeBytes());
        return build.Stage switch
        {
            StageCatalog.Diffusion => DiffusionStage.Run(work, plan.Value, stop),
            StageCatalog.Synthesis => SynthesisStage.Run(work, plan.Value, stop),
            var stage => throw new ArgumentException($"there is no stage '{stage}'", nameof(build)),
        };
    }
}

/// <summary>What every stage works with.</summary>
/// <param name="Blobs">Where inputs come from and outputs go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Order">Who builds, and from what.</param>
/// <param name="Output">The blob that the result becomes, once it is whole.</param>
/// <param name="Reporter">Who is told.</param>
/// <param name="Images">The training images.</param>
/// <param name="FreeBytes">What the blob store has room for; null where that is not known.</param>
internal sealed record StageWork(
    IBlobStore Blobs, TimeProvider Time, AttemptOrder Order, string Output, IAttemptReporter Reporter, ImageSet Images,
    long? FreeBytes)
{
    /// <summary>What an output says of itself: its settings, but not where the files were.</summary>
    public IReadOnlyDictionary<string, string> Facts => Order.Recipe
        .Where(x => x.Key != DataSettings.Root).ToDictionary(x => x.Key, x => x.Value.ToString()!);
}
