using Grid.Learning.Encoders;

namespace Grid.Learning.Costs;

/// <summary>What an encoder costs, from its shape alone.</summary>
public static class EncoderCost
{
    /// <summary>An encoder with a projector of two linear maps.</summary>
    /// <param name="spec">The encoder.</param>
    /// <param name="height">Rows of an image.</param>
    /// <param name="width">Columns of an image.</param>
    /// <param name="hidden">Width of the projector's hidden layer.</param>
    /// <param name="outputs">Width of its output.</param>
    public static LayerCost Of(ResNetSpec spec, int height, int width, int hidden, int outputs)
    {
        var places = (double)height * width;
        var kernel = 3;
        if (spec.Stem == ResNetStem.Big)
        {
            (kernel, places) = (7, places / 4);
        }

        var cost = LayerCost.Convolution(3, spec.Width, kernel, places, false) + LayerCost.Norm(spec.Width);
        places /= spec.Stem == ResNetStem.Cifar ? 1 : 4;
        var inputs = spec.Width;
        foreach (var (stage, blocks) in spec.Blocks.Index())
        {
            for (var block = 0; block < blocks; block++)
            {
                var stride = stage > 0 && block == 0 ? 2 : 1;
                cost += BlockOf(spec, inputs, spec.Width << stage, stride, places);
                places /= stride * stride;
                inputs = (spec.Width << stage) * spec.Expansion;
            }
        }

        return cost + LayerCost.Linear(spec.Features, hidden) + LayerCost.Linear(hidden, outputs);
    }

    private static LayerCost BlockOf(ResNetSpec spec, int inputs, int width, int stride, double places)
    {
        static LayerCost Normed(int inputs, int outputs, int kernel, double places) =>
            LayerCost.Convolution(inputs, outputs, kernel, places, false) + LayerCost.Norm(outputs);

        var (after, outputs) = (places / (stride * stride), width * spec.Expansion);
        var shortcut = stride == 1 && inputs == outputs ? default : Normed(inputs, outputs, 1, after);
        return shortcut + (spec.Bottleneck
            ? Normed(inputs, width, 1, places) + Normed(width, width, 3, after) + Normed(width, outputs, 1, after)
            : Normed(inputs, width, 3, after) + Normed(width, width, 3, after));
    }
}
