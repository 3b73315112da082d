using System.Collections.Immutable;

namespace Grid.Learning.Torch;

/// <summary>A stretch of flat parameters that an optimiser treats alike.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Length">How many numbers.</param>
/// <param name="Role">Weights are decayed and scaled where offsets are spared.</param>
/// <param name="RateScale">What the learning rate is multiplied by; > 0.</param>
public readonly record struct Segment(long At, long Length, TensorRole Role, double RateScale = 1)
{
    /// <summary>Joins neighbours of one role and one scale.</summary>
    /// <param name="segments">In order, without gaps.</param>
    public static ImmutableArray<Segment> Join(IEnumerable<Segment> segments)
    {
        var joined = new List<Segment>();
        foreach (var next in segments)
        {
            if (joined.Count > 0 && joined[^1] is var last && last.At + last.Length == next.At
                && (last.Role, last.RateScale) == (next.Role, next.RateScale))
            {
                joined[^1] = last with { Length = last.Length + next.Length };
            }
            else
            {
                joined.Add(next);
            }
        }

        return [.. joined];
    }
}
