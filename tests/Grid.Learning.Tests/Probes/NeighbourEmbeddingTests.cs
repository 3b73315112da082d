using Grid.Learning.Data;
using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class NeighbourEmbeddingTests
{
    private const int Count = 91;

    [Fact]
    public void Rows_of_affinities_have_the_perplexity_and_all_together_are_one()
    {
        var points = Points(out _);
        // Row by row before symmetry is hard to see from outside: at equal distances every other point has an equal
        // share, whatever the perplexity.
        var even = Affinities.Of([1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 3, 1.5);
        Assert.All(even.Where((_, at) => at % 4 != 0), x => Assert.Equal(1 / 6.0, x, 1e-6));
        var all = Affinities.Of(points, Count, 96, 10);
        Assert.Equal(1, all.Sum(x => (double)x), 1e-4);
        for (var a = 0; a < Count; a++)
        {
            Assert.Equal(0, all[(a * 96) + a]);
            Assert.Equal(0, all[(a * 96) + Count]);
            Assert.Equal(all[(a * 96) + ((a + 5) % Count)], all[(((a + 5) % Count) * 96) + a]);
        }
    }

    [Fact]
    public void One_step_is_the_gradient_written_as_loops()
    {
        var points = Points(out _);
        var start = Start(points);
        var found = NeighbourEmbedding.Of(points, start, 10, steps: 1);
        var affinities = Affinities.Of(points, Count, Count, 10);
        var spread = Math.Sqrt(Enumerable.Range(0, Count).Average(x => start[2 * x] * start[2 * x]));
        double[] y = [.. start.Select(x => x / spread * 1e-4)];
        double Kernel(int a, int b) => 1 / (1 + Math.Pow(y[2 * a] - y[2 * b], 2)
            + Math.Pow(y[(2 * a) + 1] - y[(2 * b) + 1], 2));
        var total = Enumerable.Range(0, Count)
            .Sum(a => Enumerable.Range(0, Count).Where(b => b != a).Sum(b => Kernel(a, b)));
        var moved = new double[2 * Count];
        for (var at = 0; at < y.Length; at++)
        {
            var (a, axis) = (at / 2, at % 2);
            var slope = 4 * Enumerable.Range(0, Count).Where(b => b != a).Sum(b =>
                ((12 * affinities[(a * Count) + b]) - (Kernel(a, b) / total)) * Kernel(a, b)
                    * (y[at] - y[(2 * b) + axis]));
            // The first gain is 1.2, since a slope never has the sign of no speed.
            moved[at] = y[at] - (50 * 1.2 * slope);
        }

        for (var at = 0; at < y.Length; at++)
        {
            var middle = Enumerable.Range(0, Count).Average(x => moved[(2 * x) + (at % 2)]);
            Assert.Equal(moved[at] - middle, found[at], 2e-8);
        }
    }

    [Fact]
    public void Groups_come_apart_and_the_same_points_give_the_same_picture()
    {
        var points = Points(out var labels);
        var found = NeighbourEmbedding.Of(points, Start(points), 10, 500);
        Assert.Equal(found, NeighbourEmbedding.Of(points, Start(points), 10, 500));
        double Apart(int a, int b) => Math.Pow(found[2 * a] - found[2 * b], 2)
            + Math.Pow(found[(2 * a) + 1] - found[(2 * b) + 1], 2);
        var alike = Enumerable.Range(0, Count).Count(a =>
            labels[Enumerable.Range(0, Count).Where(b => b != a).MinBy(b => Apart(a, b))] == labels[a]);
        Assert.Equal(Count, alike);
    }

    [Fact]
    public void Principal_components_are_the_widest_axes_with_a_fixed_sign()
    {
        // Points on a line through (1, 2) / sqrt 5, and a little across it.
        double[,] points = { { 1, 2 }, { 2, 4 }, { -3, -6 }, { 2, -1 }, { -2, 1 } };
        using var scope = torch.NewDisposeScope();
        var found = PrincipalComponents.Of(torch.tensor(points), 2);
        Assert.Equal(-3 * Math.Sqrt(5), found[2, 0].item<double>(), 1e-9);
        Assert.Equal(Math.Sqrt(5), Math.Abs(found[3, 1].item<double>()), 1e-9);
        Assert.Equal(0, found[3, 0].item<double>(), 1e-9);
        Assert.Equal(1, PrincipalComponents.Of(torch.tensor(points), 1).size(1));
    }

    private static double[] Start(double[] points)
    {
        using var scope = torch.NewDisposeScope();
        return PrincipalComponents.Of(torch.tensor(points).view(Count, 5), 2).contiguous().data<double>().ToArray();
    }

    private static double[] Points(out int[] labels)
    {
        var draws = Draws.Of(5);
        var noise = Numbers.Matrix(6, Count, 5);
        int[] classes = [.. Enumerable.Range(0, Count).Select(_ => draws.Below(3))];
        labels = classes;
        return [.. Enumerable.Range(0, Count).SelectMany(row => Enumerable.Range(0, 5).Select(column =>
            noise[row, column] + (classes[row] == column ? 8 : 0)))];
    }
}
