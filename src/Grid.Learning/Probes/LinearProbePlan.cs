using Grid.Learning.Data;
using Grid.Learning.Schedules;
using Grid.Learning.Torch;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, F = features.

/// <summary>
/// How a linear probe is trained on an encoder that stays as it is: the rate drops to a tenth after 60 % and after
/// 80 % of the epochs, and the only augmentation is the mirror image.
/// </summary>
/// <param name="Epochs">Passes over the images, >= 1.</param>
/// <param name="Rate">Learning rate of the first epochs, > 0.</param>
/// <param name="Batch">Rows of a step, >= 1.</param>
public sealed record LinearProbePlan(int Epochs, double Rate, int Batch)
{
    private const double Drop = 0.1;

    /// <summary>The rate of each epoch.</summary>
    public MilestoneSchedule Rates => new(Rate, [Epochs * 3 / 5, Epochs * 4 / 5], Drop);

    /// <summary>Trains a probe; equal features and seeds give equal bits.</summary>
    /// <param name="plain">Features of the images, float32 [N, F].</param>
    /// <param name="mirrored">
    /// Features of the same images mirrored, [N, F]: each epoch takes one of both by the toss of a coin, which is what
    /// encoding a randomly mirrored image anew each time would give. Null: never mirrored.
    /// </param>
    /// <param name="seed">Decides first weights, order and coins.</param>
    /// <param name="goesOn">Called after every epoch; false = stop.</param>
    /// <returns>The probe after the last epoch; null where it was told to stop.</returns>
    public LinearProbe? Train(
        LabelledFeatures plain, LabelledFeatures? mirrored, ulong seed, Func<bool>? goesOn = null)
    {
        using var scope = NewDisposeScope();
        var count = (int)plain.Rows.size(0);
        var rows = mirrored is null ? plain.Rows : cat([plain.Rows, mirrored.Rows]);
        var labels = mirrored is null ? plain.Labels : cat([plain.Labels, plain.Labels]);
        var probe = LinearProbe.Start(plain.Rows.size(1), plain.Classes, seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            using var order = tensor(Order(seed, epoch, count, mirrored is not null));
            probe.Epoch(rows, labels, order, Batch, Rates.At(epoch));
            if (goesOn?.Invoke() == false)
            {
                probe.Dispose();
                return null;
            }
        }

        return probe;
    }

    /// <summary>Every image once; the mirror image of row i is row N + i.</summary>
    private static long[] Order(ulong seed, int epoch, int count, bool mirrors)
    {
        var draws = Draws.Of(seed, (ulong)RandomPurpose.Probe, (ulong)epoch + 1);
        var order = new long[count];
        for (var row = 0; row < count; row++)
        {
            order[row] = row + (mirrors && draws.Below(2) == 1 ? count : 0);
        }

        draws.Shuffle(order.AsSpan());
        return order;
    }
}
