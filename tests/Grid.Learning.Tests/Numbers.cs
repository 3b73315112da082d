using Grid.Learning.Data;
using TorchSharp;

namespace Grid.Learning.Tests;

/// <summary>Seeded numbers, and plain loops over them that share nothing with the code under test.</summary>
internal static class Numbers
{
    /// <summary>Roughly normal numbers: the sum of four uniform ones, in [-2, 2].</summary>
    internal static double[,] Matrix(ulong seed, int rows, int columns)
    {
        var draws = Draws.Of(seed);
        var matrix = new double[rows, columns];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                matrix[row, column] = draws.Unit() + draws.Unit() + draws.Unit() + draws.Unit() - 2;
            }
        }

        return matrix;
    }

    internal static torch.Tensor Tensor(double[,] matrix) => torch.tensor(matrix);

    internal static double[] Row(double[,] matrix, int row) =>
        [.. Enumerable.Range(0, matrix.GetLength(1)).Select(column => matrix[row, column])];

    internal static double Cosine(double[] a, double[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    internal static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    /// <summary>Central difference of a function of a matrix at one place.</summary>
    internal static double Slope(Func<double[,], double> function, double[,] at, int row, int column)
    {
        const double Step = 1e-5;
        double At(double shift)
        {
            var moved = (double[,])at.Clone();
            moved[row, column] += shift;
            return function(moved);
        }

        return (At(Step) - At(-Step)) / (2 * Step);
    }
}
