using Grid.Learning.Losses;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class InfoNceLossTests
{
    [Theory]
    [InlineData(1, 3, 5, 0.2)]
    [InlineData(4, 8, 20, 0.07)]
    [InlineData(9, 2, 9, 1.0)]
    public void It_equals_the_formula_written_as_loops(int batch, int width, int size, double temperature)
    {
        var (query, key, queue) =
            (Numbers.Matrix(1, batch, width), Numbers.Matrix(2, batch, width), Numbers.Matrix(3, size, width));
        Assert.Equal(Reference(query, key, queue, temperature), Loss(query, key, queue, temperature), 1e-10);
    }

    [Fact]
    public void A_queue_full_of_the_key_gives_the_chance_level()
    {
        using var same = torch.ones(3, 4, torch.float64);
        using var queue = torch.full([4, 7], 0.5, torch.float64);
        using var loss = InfoNceLoss.Of(same, same, queue, 0.2);
        Assert.Equal(Math.Log(8), loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Its_gradient_is_the_slope_for_queries_and_nothing_for_keys()
    {
        var (query, key, queue) = (Numbers.Matrix(4, 3, 4), Numbers.Matrix(5, 3, 4), Numbers.Matrix(6, 6, 4));
        using var queries = Numbers.Tensor(query).requires_grad_();
        using var keys = Numbers.Tensor(key).requires_grad_();
        using var columns = Columns(queue);
        using var loss = InfoNceLoss.Of(queries, keys, columns, 0.3);
        loss.backward();
        Assert.Null(keys.grad);
        using var gradient = queries.grad!;
        for (var row = 0; row < 3; row++)
        {
            for (var column = 0; column < 4; column++)
            {
                var slope = Numbers.Slope(x => Reference(x, key, queue, 0.3), query, row, column);
                Assert.Equal(slope, gradient[row, column].item<double>(), 1e-7);
            }
        }
    }

    [Fact]
    public void The_symmetric_loss_pairs_each_query_with_the_other_views_key_and_slot()
    {
        double[][,] parts = [.. Enumerable.Range(1, 6).Select(i => Numbers.Matrix((ulong)i, 5, 4))];
        using var scope = torch.NewDisposeScope();
        var queue = torch.stack([Columns(parts[4]), Columns(parts[5])]);
        var loss = InfoNceLoss.Symmetric(Numbers.Tensor(parts[0]), Numbers.Tensor(parts[1]),
            Numbers.Tensor(parts[2]), Numbers.Tensor(parts[3]), queue, 0.2);
        var expected = (Reference(parts[0], parts[3], parts[5], 0.2) + Reference(parts[1], parts[2], parts[4],
            0.2)) / 2;
        Assert.Equal(expected, loss.item<double>(), 1e-10);
    }

    [Fact]
    public void A_queue_of_another_width_is_refused()
    {
        using var rows = torch.ones(2, 3);
        using var queue = torch.ones(4, 5);
        Assert.Throws<ArgumentException>(() => InfoNceLoss.Of(rows, rows, queue, 0.2));
    }

    private static torch.Tensor Columns(double[,] queue)
    {
        using var scope = torch.NewDisposeScope();
        return torch.nn.functional.normalize(Numbers.Tensor(queue), 2, 1).t().MoveToOuterDisposeScope();
    }

    private static double Loss(double[,] query, double[,] key, double[,] queue, double temperature)
    {
        using var scope = torch.NewDisposeScope();
        return InfoNceLoss.Of(Numbers.Tensor(query), Numbers.Tensor(key), Columns(queue), temperature).item<double>();
    }

    private static double Reference(double[,] query, double[,] key, double[,] queue, double temperature)
    {
        double Similar(double[] a, double[] b) => Math.Exp(Numbers.Cosine(a, b) / temperature);
        var rows = Enumerable.Range(0, query.GetLength(0));
        return rows.Average(i =>
        {
            var positive = Similar(Numbers.Row(query, i), Numbers.Row(key, i));
            var negatives = Enumerable.Range(0, queue.GetLength(0))
                .Sum(j => Similar(Numbers.Row(query, i), Numbers.Row(queue, j)));
            return -Math.Log(positive / (positive + negatives));
        });
    }
}
