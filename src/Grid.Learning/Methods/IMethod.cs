using Grid.Core.Recipes;
using Grid.Learning.Encoders;
using Grid.Learning.Queues;
using static TorchSharp.torch;

namespace Grid.Learning.Methods;

// N = batch, D = projector width, Q = queue.

/// <summary>
/// A contrastive method: declares what the trainer must keep for it, and turns the views of a batch into one loss. The
/// trainer owns forward passes, optimiser, momentum encoder, queue, randomness and checkpoints, so a method has no
/// state.
/// </summary>
public interface IMethod
{
    /// <summary>Its name, settings and rules.</summary>
    MethodSpec Spec { get; }

    /// <summary>The momentum encoder it wants, or null.</summary>
    MomentumRule? Momentum { get; }

    /// <summary>Keys of each view in the queue it wants, Q; null for no queue.</summary>
    int? QueueSize { get; }

    /// <summary>The loss of one batch, with a graph to go back through.</summary>
    StepResult Step(StepContext context);
}

/// <summary>Momentum of a momentum encoder: from start to end over the run, half a cosine.</summary>
/// <param name="Start">In [0, 1].</param>
/// <param name="End">In [0, 1].</param>
public sealed record MomentumRule(double Start, double End);

/// <summary>What a method sees of one step.</summary>
/// <param name="Views">Two views of N images, view-major: float32 or bfloat16 [2N, 3, H, W].</param>
/// <param name="Online">The network that learns.</param>
/// <param name="Momentum">The network that follows, already moved for this step; null where the method wants
/// none.</param>
/// <param name="Queue">Earlier keys, not to be changed; null where the method wants none.</param>
public sealed record StepContext(Tensor Views, Network Online, Network? Momentum, KeyQueue? Queue)
{
    /// <summary>N.</summary>
    public long Batch => Views.size(0) / 2;

    /// <summary>The images of one view, [N, 3, H, W].</summary>
    /// <param name="index">0 or 1.</param>
    public Tensor View(int index) => Views.narrow(0, index * Batch, Batch);
}

/// <summary>What a method makes of one step.</summary>
/// <param name="Loss">Scalar [], float32.</param>
/// <param name="Projections0">Projections of the first views, float32 [N, D], for the health metrics.</param>
/// <param name="Projections1">Projections of the second views, [N, D].</param>
/// <param name="Keys0">Unit keys of the first views to enqueue after the step, [N, D]; null without a queue.</param>
/// <param name="Keys1">Unit keys of the second views.</param>
public sealed record StepResult(
    Tensor Loss, Tensor Projections0, Tensor Projections1, Tensor? Keys0 = null, Tensor? Keys1 = null);
