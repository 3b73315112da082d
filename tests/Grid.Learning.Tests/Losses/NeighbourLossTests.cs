using Grid.Learning.Losses;
using Grid.Learning.Queues;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class NeighbourLossTests
{
    [Fact]
    public void It_equals_the_formula_written_as_loops_value_and_gradient() =>
        GradientCheck.Holds((n, p) => NeighbourLoss.Of(n, p, 0.3), (n, p) => Reference(n, p, 0.3),
            Numbers.Matrix(1, 5, 3), Numbers.Matrix(2, 5, 3));

    [Fact]
    public void Equal_predictions_give_the_chance_level()
    {
        using var same = torch.ones(8, 4, torch.float64);
        using var loss = NeighbourLoss.Of(same, same, 0.1);
        Assert.Equal(Math.Log(8), loss.item<double>(), 1e-12);
    }

    [Fact]
    public void Each_neighbour_meets_the_prediction_of_the_other_view()
    {
        using var scope = torch.NewDisposeScope();
        double[][,] rows = [.. Enumerable.Range(3, 4).Select(seed => Numbers.Matrix((ulong)seed, 5, 3))];
        torch.Tensor[] all = [.. rows.Select(Numbers.Tensor)];
        var loss = NeighbourLoss.Symmetric(all[0], all[1], all[2], all[3], 0.2);
        var expected = (Reference(rows[0], rows[3], 0.2) + Reference(rows[1], rows[2], 0.2)) / 2;
        Assert.Equal(expected, loss.item<double>(), 1e-10);
    }

    [Fact]
    public void A_queue_that_holds_the_rows_themselves_gives_each_row_itself()
    {
        using var scope = torch.NewDisposeScope();
        var rows = Numbers.Tensor(Numbers.Matrix(7, 6, 4));
        var unit = torch.nn.functional.normalize(rows, 2, 1);
        var order = torch.tensor(new long[] { 4, 0, 5, 1, 3, 2 });
        var near = Neighbours.Of(rows, unit.index_select(0, order).t(), 1);
        Assert.True(near.Keys.select(1, 0).allclose(unit));
        Assert.Equal(Enumerable.Range(0, 6).Select(x => (long)x),
            near.Indices.view(-1).data<long>().Select(x => order[x].item<long>()));
    }

    [Fact]
    public void Neighbours_come_nearest_first_and_without_gradient()
    {
        using var scope = torch.NewDisposeScope();
        var (rows, keys) = (Numbers.Matrix(8, 3, 4), Numbers.Matrix(9, 7, 4));
        var columns = torch.nn.functional.normalize(Numbers.Tensor(keys), 2, 1).t();
        var near = Neighbours.Of(Numbers.Tensor(rows).requires_grad_(), columns, 3);
        for (var row = 0; row < 3; row++)
        {
            var best = Enumerable.Range(0, 7)
                .OrderByDescending(x => Numbers.Cosine(Numbers.Row(rows, row), Numbers.Row(keys, x))).Take(3);
            Assert.Equal(best.Select(x => (long)x), near.Indices[row].data<long>().ToArray());
            Assert.True(near.Keys[row, 2].allclose(columns.select(1, near.Indices[row, 2].item<long>())));
        }

        Assert.False(near.Keys.requires_grad);
        Assert.Throws<ArgumentException>(() => Neighbours.Of(Numbers.Tensor(rows), columns, 8));
    }

    private static double Reference(double[,] neighbours, double[,] predictions, double temperature)
    {
        var batch = neighbours.GetLength(0);
        return Enumerable.Range(0, batch).Average(i =>
        {
            double Similar(int j) =>
                Math.Exp(Numbers.Cosine(Numbers.Row(neighbours, i), Numbers.Row(predictions, j)) / temperature);
            return -Math.Log(Similar(i) / Enumerable.Range(0, batch).Sum(Similar));
        });
    }
}
