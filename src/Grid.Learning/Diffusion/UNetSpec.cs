using System.Collections.Immutable;
using Grid.Core;

namespace Grid.Learning.Diffusion;

/// <summary>The shape of a U-Net that predicts noise.</summary>
public sealed record UNetSpec
{
    /// <summary>Channels of the first level.</summary>
    public required int Channels { get; init; }

    /// <summary>Channels of each level, as multiples of the first's; every level has half the rows and columns of
    /// the one before.</summary>
    public ImmutableArray<int> Multipliers { get; init; } = [1, 2, 2, 2];

    /// <summary>Levels whose blocks attend, from 0. Not for the class-conditional network, whose down path attends
    /// everywhere.</summary>
    public ImmutableArray<int> Attention { get; init; } = [1];

    /// <summary>Residual blocks of a level on the way down; one more on the way up.</summary>
    public int Blocks { get; init; } = 2;

    /// <summary>Groups of every normalisation; divides all channel counts.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Part of the activations that training drops, in [0, 1).</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Times of the noise schedule, T.</summary>
    public int Times { get; init; } = 1000;

    /// <summary>Classes of the class-conditional network; 0 = unconditional.</summary>
    public int Classes { get; init; }

    /// <summary>True: predicts for a class.</summary>
    public bool IsConditional => Classes > 0;

    /// <summary>Images must have rows and columns that are multiples of this.</summary>
    public int SizeStep => 1 << (Multipliers.Length - 1);

    /// <summary>Every fault; none where the network can be built.</summary>
    /// <param name="height">Rows of the images.</param>
    /// <param name="width">Columns of the images.</param>
    public IEnumerable<Diagnostic> Check(int height, int width)
    {
        const string multipliers = "diffusion.multipliers";
        if (Multipliers.IsDefaultOrEmpty || Multipliers.Any(x => x < 1))
        {
            yield return new(multipliers, "needs whole numbers from 1 on", "try 1,2,2,2");
            yield break;
        }

        if (Groups < 1 || Multipliers.Any(x => Channels * x % Groups != 0))
        {
            yield return new("diffusion.channels", $"{Channels} times {string.Join(", ", Multipliers)} channels do "
                + $"not divide into {Groups} groups", "use a multiple of diffusion.groups, or fewer groups");
        }

        if (Channels % 2 != 0)
        {
            yield return new("diffusion.channels", $"{Channels} is odd: sines and cosines of the time need pairs",
                "use an even number");
        }

        if (Attention.Any(x => x < 0 || x >= Multipliers.Length))
        {
            yield return new("diffusion.attention", $"level {Attention.First(x => x < 0 || x >= Multipliers.Length)} "
                + $"is none of the {Multipliers.Length} levels, which count from 0", "try 1, or none");
        }

        if (height % SizeStep != 0 || width % SizeStep != 0)
        {
            yield return new(multipliers, $"{Multipliers.Length} levels halve images {Multipliers.Length - 1} times, "
                + $"which {height} x {width} pixels do not allow", "use fewer levels");
        }
    }
}
