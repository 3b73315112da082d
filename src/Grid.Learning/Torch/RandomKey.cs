using Grid.Learning.Data;
using TorchSharp;

namespace Grid.Learning.Torch;

/// <summary>What a draw is for: draws of different purposes never share bits.</summary>
public enum RandomPurpose : ulong
{
    /// <summary>First weights of a network.</summary>
    Weights = 1,

    /// <summary>First keys of a queue.</summary>
    Queue = 2,

    /// <summary>The order of the images of an epoch.</summary>
    Order = 3,

    /// <summary>Augmentations of a step.</summary>
    Views = 4,

    /// <summary>Which activations a step drops.</summary>
    Dropout = 5,

    /// <summary>Noise times, noise, mirrored images and dropped labels of a step of diffusion training.</summary>
    Diffusion = 6,

    /// <summary>The noise that a sampled image starts from.</summary>
    SampleStart = 7,

    /// <summary>Fresh noise of a step of sampling.</summary>
    SampleNoise = 8,

    /// <summary>Noise on an anchor in a step of sampling.</summary>
    AnchorNoise = 9,

    /// <summary>First weights, order and flips of a linear probe.</summary>
    Probe = 10,

    /// <summary>The pairs of views whose features an evaluation compares.</summary>
    Geometry = 11,

    /// <summary>Which synthetic positive of an image a step takes.</summary>
    Candidate = 12,
}

/// <summary>
/// Stateless randomness: every draw has a 64-bit key made of (run seed, purpose, step), so a checkpoint holds no
/// generator, and a new draw never shifts an old one.
/// </summary>
public static class RandomKey
{
    /// <summary>The key of a draw.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="step">Step, epoch or index within the purpose.</param>
    public static ulong Of(ulong seed, RandomPurpose purpose, ulong step) =>
        Draws.Of(seed, (ulong)purpose, step).Next();

    /// <summary>A torch generator of its own for one draw; the caller disposes it.</summary>
    /// <param name="key">A key from <see cref="Of"/>.</param>
    public static torch.Generator Generator(ulong key) => new(key, torch.CPU);

    /// <summary>The order in which an epoch visits the images: a permutation of 0 .. count - 1.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="count">Images, >= 1.</param>
    public static int[] Order(ulong seed, long epoch, int count)
    {
        var order = new int[count];
        for (var index = 0; index < count; index++)
        {
            order[index] = index;
        }

        Draws.Of(seed, (ulong)RandomPurpose.Order, (ulong)epoch).Shuffle(order.AsSpan());
        return order;
    }
}
