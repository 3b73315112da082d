using Grid.Core.Recipes;

namespace Grid.Learning.Methods;

/// <summary>
/// A contrastive method: declares what the trainer must keep for it, and turns the views of a batch into one loss. The
/// trainer owns forward passes, optimiser, momentum encoder, heads, queue, randomness and checkpoints, so a method has
/// no state.
/// </summary>
public interface IMethod
{
    /// <summary>Its name, settings and rules.</summary>
    MethodSpec Spec { get; }

    /// <summary>What the trainer keeps for it.</summary>
    MethodNeeds Needs { get; }

    /// <summary>The loss of one batch, with a graph to go back through.</summary>
    StepResult Step(StepContext context);
}
