using System.Collections.Immutable;
using Grid.Learning.Encoders;
using Grid.Learning.Queues;
using static TorchSharp.torch;

namespace Grid.Learning.Methods;

// N = batch, V = views of an image, D = projector width.

/// <summary>What a method sees of one step.</summary>
public sealed record StepContext
{
    /// <summary>Views of N images, view-major: float32 or bfloat16 [V N, 3, H, W].</summary>
    public required Tensor Views { get; init; }

    /// <summary>V: 2, or 3 where the last is the positive's.</summary>
    public int ViewCount { get; init; } = 2;

    /// <summary>The network that learns, with the method's heads.</summary>
    public required Network Online { get; init; }

    /// <summary>The network that follows, already moved for this step; null where the method wants none.</summary>
    public Network? Momentum { get; init; }

    /// <summary>Earlier keys, not to be changed; null where the method wants none.</summary>
    public KeyQueue? Queue { get; init; }

    /// <summary>Labels of the images, int64 [N]; null where the method wants none.</summary>
    public Tensor? Labels { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; init; }

    /// <summary>Counts the parts of all steps: with the seed, it decides what a method draws.</summary>
    public long Draw { get; init; }

    /// <summary>N.</summary>
    public long Batch => Views.size(0) / ViewCount;

    /// <summary>The images of one view, [N, 3, H, W].</summary>
    /// <param name="index">0 .. V - 1.</param>
    public Tensor View(int index) => Views.narrow(0, index * Batch, Batch);

    /// <summary>Projections [N, D] of both views in one pass: they share the statistics of the batch.</summary>
    public (Tensor First, Tensor Second) ProjectTogether()
    {
        var z = Project(passes: 1);
        return (z[0], z[1]);
    }

    /// <summary>Projections [N, D] of both views, a pass for each: it has its own statistics.</summary>
    public (Tensor First, Tensor Second) ProjectEach() => (Online.Project(View(0)), Online.Project(View(1)));

    /// <summary>Projections [N, D] of every view.</summary>
    /// <param name="passes">Parts of about equal size in which the images of all views, one view after the other, pass
    /// the network; each has its own statistics. 1 = all share them, V = each view has its own.</param>
    public Tensor[] Project(int passes) => Project(Online, Views, passes);

    /// <summary>Momentum projections [N, D] of the first two views, without gradient; by default each in its own
    /// pass.</summary>
    /// <param name="passes">As for <see cref="Project(int)"/>, of two views.</param>
    /// <exception cref="InvalidOperationException">The method wants no momentum encoder.</exception>
    public (Tensor First, Tensor Second) ProjectMomentum(int passes = 2)
    {
        var momentum = Momentum ?? throw new InvalidOperationException("there is no momentum encoder");
        using var quiet = no_grad();
        var keys = Project(momentum, Views.narrow(0, 0, 2 * Batch), passes);
        return (keys[0], keys[1]);
    }

    private Tensor[] Project(Network network, Tensor views, int passes)
    {
        var z = passes == 1 ? network.Project(views) : cat([.. views.tensor_split(passes).Select(network.Project)], 0);
        return [.. z.split(Batch)];
    }
}

/// <summary>What a method makes of one step.</summary>
/// <param name="Loss">Scalar [], float32.</param>
/// <param name="Projections0">Projections of the first views, float32 [N, D], for the health metrics.</param>
/// <param name="Projections1">Projections of the second views, [N, D].</param>
/// <param name="Keys">Unit keys [N, D] for each slot of the queue, to enqueue after the step.</param>
public sealed record StepResult(
    Tensor Loss, Tensor Projections0, Tensor Projections1, params Tensor[] Keys)
{
    /// <summary>What the loss is made of, by metric name: scalars [].</summary>
    public ImmutableArray<(string Name, Tensor Value)> Terms { get; init; } = [];
}
