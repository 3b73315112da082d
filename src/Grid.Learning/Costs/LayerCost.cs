namespace Grid.Learning.Costs;

/// <summary>What a layer, or a network, costs.</summary>
/// <param name="Numbers">Numbers it learns.</param>
/// <param name="MultiplyAdds">Multiplications with addition of one pass over one image; additions alone, norms and
/// activations are left out.</param>
public readonly record struct LayerCost(double Numbers, double MultiplyAdds)
{
    /// <summary>A convolution.</summary>
    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    /// <param name="kernel">Rows and columns of its kernel.</param>
    /// <param name="places">Places it writes.</param>
    /// <param name="hasBias">True: each channel has a bias.</param>
    internal static LayerCost Convolution(int inputs, int outputs, int kernel, double places, bool hasBias)
    {
        var weights = (double)inputs * outputs * kernel * kernel;
        return new(weights + (hasBias ? outputs : 0), weights * places);
    }

    /// <summary>A linear map with bias.</summary>
    internal static LayerCost Linear(int inputs, int outputs) => Convolution(inputs, outputs, 1, 1, hasBias: true);

    /// <summary>A normalisation with scale and shift.</summary>
    internal static LayerCost Norm(int channels) => new(2.0 * channels, 0);

    /// <summary>Both.</summary>
    public static LayerCost operator +(LayerCost left, LayerCost right) =>
        new(left.Numbers + right.Numbers, left.MultiplyAdds + right.MultiplyAdds);
}
