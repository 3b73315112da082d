using System.Collections.Immutable;
using Grid.Learning.Encoders;

namespace Grid.Learning.Methods;

/// <summary>What a method wants the trainer to keep for it; by default, nothing but the network.</summary>
public sealed record MethodNeeds
{
    /// <summary>The momentum encoder, or null.</summary>
    public MomentumRule? Momentum { get; init; }

    /// <summary>The queue of earlier keys, or null.</summary>
    public QueueRule? Queue { get; init; }

    /// <summary>What a third view of each image is made from.</summary>
    public Positives Positives { get; init; }

    /// <summary>Views of each image, V.</summary>
    public int Views => Positives == Positives.None ? 2 : 3;

    /// <summary>Modules on top of the projector.</summary>
    public ImmutableArray<HeadSpec> Heads { get; init; } = [];

    /// <summary>True: it cannot do without the images' labels.</summary>
    public bool Labels { get; init; }
}

/// <summary>What the third view of an image is made from.</summary>
public enum Positives
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The image itself, as the first two.</summary>
    Augmented,

    /// <summary>One of the image's synthetic positives.</summary>
    Synthetic,
}

/// <summary>Momentum of a momentum encoder: from start to end over the run, half a cosine.</summary>
/// <param name="Start">In [0, 1].</param>
/// <param name="End">In [0, 1].</param>
public sealed record MomentumRule(double Start, double End);

/// <summary>A queue of earlier keys.</summary>
/// <param name="Size">Keys of each slot, at least a batch.</param>
/// <param name="Slots">How many keys an image gives.</param>
public sealed record QueueRule(int Size, int Slots);
