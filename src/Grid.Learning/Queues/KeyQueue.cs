using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Queues;

// S = slots, D = projector width, Q = queue, N = batch.

/// <summary>
/// The last Q keys of each slot, first in, first out: MoCo's negatives have a slot for each view, a support set of
/// neighbours has one. Any Q >= N works: a batch that reaches the end goes on at the start.
/// </summary>
/// <remarks>He et al. 2020, section 3.2, https://arxiv.org/abs/1911.05722; Dwibedi et al. 2021, section 3.2,
/// https://arxiv.org/abs/2104.14548.</remarks>
public sealed class KeyQueue : IDisposable
{
    /// <summary>A queue of zeros at position 0.</summary>
    /// <param name="width">D, >= 1.</param>
    /// <param name="size">Q, >= 1.</param>
    /// <param name="slots">S, >= 1.</param>
    /// <param name="device">Where it lies; null = the processor.</param>
    public KeyQueue(int width, int size, int slots = 2, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        Keys = zeros([slots, width, size], device: device).DetachFromDisposeScope();
    }

    /// <summary>Unit columns, float32 [S, D, Q].</summary>
    public Tensor Keys { get; }

    /// <summary>Column that the next key goes to, 0 .. Q - 1.</summary>
    public long Position { get; set; }

    /// <summary>Q.</summary>
    public long Size => Keys.size(2);

    /// <summary>Fills it with random unit columns.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Start(ulong seed)
    {
        using var generator = RandomKey.Generator(RandomKey.Of(seed, RandomPurpose.Queue, 0));
        using var scope = NewDisposeScope();
        var keys = empty(Keys.shape).normal_(0, 1, generator);
        Keys.copy_(nn.functional.normalize(keys, p: 2, dim: 1));
        Position = 0;
    }

    /// <summary>Puts a batch of keys in the place of the oldest ones.</summary>
    /// <param name="keys">Unit rows for each slot, float32 [N, D], N at most Q.</param>
    /// <exception cref="ArgumentException">The batch is larger than the queue, or slots are missing.</exception>
    public void Enqueue(params ReadOnlySpan<Tensor> keys)
    {
        if (keys.Length != Keys.size(0))
        {
            throw new ArgumentException($"keys for {keys.Length} slots, the queue has {Keys.size(0)}");
        }

        var count = keys[0].size(0);
        if (count > Size)
        {
            throw new ArgumentException($"a batch of {count} does not fit a queue of {Size}");
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var columns = stack([.. keys]).transpose(1, 2);
        var untilEnd = Math.Min(count, Size - Position);
        Keys.narrow(2, Position, untilEnd).copy_(columns.narrow(2, 0, untilEnd));
        if (untilEnd < count)
        {
            Keys.narrow(2, 0, count - untilEnd).copy_(columns.narrow(2, untilEnd, count - untilEnd));
        }

        Position = (Position + count) % Size;
    }

    /// <inheritdoc/>
    public void Dispose() => Keys.Dispose();
}
