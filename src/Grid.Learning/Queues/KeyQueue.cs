using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Queues;

// D = projector width, Q = queue, N = batch.

/// <summary>
/// The negatives of MoCo: the last Q keys of each of two views, first in, first out. Any Q >= N works: a batch that
/// reaches the end goes on at the start.
/// </summary>
/// <remarks>He et al. 2020, section 3.2, https://arxiv.org/abs/1911.05722.</remarks>
public sealed class KeyQueue : IDisposable
{
    /// <summary>A queue of zeros at position 0.</summary>
    /// <param name="width">D, >= 1.</param>
    /// <param name="size">Q, >= 1.</param>
    public KeyQueue(int width, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Keys = zeros(2, width, size).DetachFromDisposeScope();
    }

    /// <summary>Unit columns, float32 [2, D, Q]; slot v holds keys of view v.</summary>
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
        Keys.normal_(0, 1, generator);
        Keys.copy_(nn.functional.normalize(Keys, p: 2, dim: 1));
        Position = 0;
    }

    /// <summary>Puts a batch of keys in the place of the oldest ones.</summary>
    /// <param name="keys0">Unit rows of the first views, float32 [N, D], N at most Q.</param>
    /// <param name="keys1">Unit rows of the second views, [N, D].</param>
    /// <exception cref="ArgumentException">The batch is larger than the queue.</exception>
    public void Enqueue(Tensor keys0, Tensor keys1)
    {
        var count = keys0.size(0);
        if (count > Size)
        {
            throw new ArgumentException($"a batch of {count} does not fit a queue of {Size}");
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var columns = stack([keys0.t(), keys1.t()]);
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
