using Grid.Learning.Diffusion;

namespace Grid.Learning.Costs;

/// <summary>What a U-Net costs, from its shape alone.</summary>
/// <param name="Down">The way down and the middle, with the embeddings.</param>
/// <param name="Up">The way up.</param>
public sealed record UNetCost(LayerCost Down, LayerCost Up)
{
    /// <summary>All of it.</summary>
    public LayerCost Whole => Down + Up;

    /// <summary>A U-Net for images of a size.</summary>
    public static UNetCost Of(UNetSpec spec, int height, int width)
    {
        var places = (double)height * width;
        var down = Embeddings(spec) + LayerCost.Convolution(3, spec.Channels, 3, places, true);
        var widths = new Stack<int>([spec.Channels]);
        foreach (var (level, multiplier) in spec.Multipliers.Index())
        {
            var outputs = spec.Channels * multiplier;
            for (var block = 0; block < spec.Blocks; block++)
            {
                var attends = spec.IsConditional || spec.Attention.Contains(level);
                down += Residual(spec, widths.Peek(), outputs, places, attends);
                widths.Push(outputs);
            }

            if (level < spec.Multipliers.Length - 1)
            {
                places /= 4;
                down += LayerCost.Convolution(outputs, outputs, 3, places, true)
                    + (spec.IsConditional ? LayerCost.Convolution(outputs, outputs, 5, places, true) : default);
                widths.Push(outputs);
            }
        }

        var middle = widths.Peek();
        down += Residual(spec, middle, middle, places, true) + Residual(spec, middle, middle, places, false);
        return new(down, WayUp(spec, widths, places));
    }

    private static LayerCost WayUp(UNetSpec spec, Stack<int> widths, double places)
    {
        var (width, up) = (widths.Peek(), default(LayerCost));
        for (var level = spec.Multipliers.Length - 1; level >= 0; level--)
        {
            var outputs = spec.Channels * spec.Multipliers[level];
            for (var block = 0; block <= spec.Blocks; block++)
            {
                var attends = !spec.IsConditional && spec.Attention.Contains(level);
                up += Residual(spec, widths.Pop() + width, outputs, places, attends);
                width = outputs;
            }

            if (level > 0)
            {
                // The transposed convolution reads each place once for all of its kernel.
                up += spec.IsConditional ? LayerCost.Convolution(width, width, 5, places, true) : default;
                places *= 4;
                up += LayerCost.Convolution(width, width, 3, places, true);
            }
        }

        return up + LayerCost.Norm(width) + LayerCost.Convolution(width, 3, 3, places, true);
    }

    private static LayerCost Residual(UNetSpec spec, int inputs, int outputs, double places, bool attends)
    {
        var told = LayerCost.Linear(spec.Channels * 4, outputs);
        return LayerCost.Norm(inputs) + LayerCost.Convolution(inputs, outputs, 3, places, true)
            + told + (spec.IsConditional ? told : default)
            + LayerCost.Norm(outputs) + LayerCost.Convolution(outputs, outputs, 3, places, true)
            + (inputs == outputs ? default : LayerCost.Convolution(inputs, outputs, 1, places, true))
            + (attends ? Attention(outputs, places) : default);
    }

    private static LayerCost Attention(int channels, double places)
    {
        var map = LayerCost.Convolution(channels, channels, 1, places, true);
        return LayerCost.Norm(channels) + map + map + map + map + new LayerCost(0, 2 * places * places * channels);
    }

    private static LayerCost Embeddings(UNetSpec spec)
    {
        var (width, hidden) = (spec.Channels, spec.Channels * 4);
        var mapped = LayerCost.Linear(width, hidden) + LayerCost.Linear(hidden, hidden);
        return spec.IsConditional
            ? mapped + mapped + new LayerCost((double)(spec.Times + spec.Classes + 1) * width, 0)
            : mapped;
    }
}
