using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Grid.Learning.Losses;

/// <summary>What losses share.</summary>
internal static class Similarity
{
    /// <summary>Rows scaled to length 1: [N, D] to [N, D]; rows shorter than 1e-12 are divided by that.</summary>
    internal static Tensor Normalize(Tensor rows) => F.normalize(rows, p: 2, dim: 1);

    /// <summary>Throws unless both are matrices of one shape [N, D] with at least <paramref name="rows"/>
    /// rows.</summary>
    internal static void ThrowIfNotPaired(Tensor first, Tensor second, int rows)
    {
        if (first.dim() != 2 || !first.shape.AsSpan().SequenceEqual(second.shape) || first.size(0) < rows)
        {
            throw new ArgumentException($"need two matrices of one shape with at least {rows} rows, found "
                + $"[{string.Join(", ", first.shape)}] and [{string.Join(", ", second.shape)}]");
        }
    }
}
