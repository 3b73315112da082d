using Grid.Learning.Losses;
using TorchSharp;

namespace Grid.Learning.Tests.Losses;

public sealed class SupConLossTests
{
    [Theory]
    [InlineData(0.2)]
    [InlineData(1.0)]
    public void It_equals_the_formula_written_as_loops_value_and_gradient(double temperature)
    {
        long[] labels = [2, 0, 2, 1];
        GradientCheck.Holds((a, b) => SupConLoss.Of(torch.stack([a, b]), torch.tensor(labels), temperature),
            (a, b) => Reference([a, b], labels, temperature), Numbers.Matrix(1, 4, 3), Numbers.Matrix(2, 4, 3));
    }

    [Fact]
    public void Three_views_are_three_partners_more()
    {
        using var scope = torch.NewDisposeScope();
        double[][,] views = [Numbers.Matrix(3, 5, 4), Numbers.Matrix(4, 5, 4), Numbers.Matrix(5, 5, 4)];
        long[] labels = [0, 0, 1, 1, 1];
        var loss = SupConLoss.Of(torch.stack([.. views.Select(Numbers.Tensor)]), torch.tensor(labels), 0.3);
        Assert.Equal(Reference(views, labels, 0.3), loss.item<double>(), 1e-10);
    }

    [Fact]
    public void With_a_label_for_each_image_it_is_nt_xent()
    {
        using var scope = torch.NewDisposeScope();
        var (z0, z1) = (Numbers.Tensor(Numbers.Matrix(6, 6, 4)), Numbers.Tensor(Numbers.Matrix(7, 6, 4)));
        var own = SupConLoss.Of(torch.stack([z0, z1]), torch.arange(6, torch.int64), 0.2);
        Assert.Equal(NtXentLoss.Of(z0, z1, 0.2).item<double>(), own.item<double>(), 1e-12);
    }

    [Fact]
    public void A_view_without_a_partner_adds_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var z = Numbers.Tensor(Numbers.Matrix(8, 3, 4)).unsqueeze(0);
        Assert.Equal(0, SupConLoss.Of(z, torch.tensor(new long[] { 0, 1, 2 }), 0.2).item<double>());
        var pair = SupConLoss.Of(z, torch.tensor(new long[] { 0, 1, 0 }), 0.2).item<double>();
        Assert.Equal(Reference([Numbers.Matrix(8, 3, 4)], [0, 1, 0], 0.2), pair, 1e-10);
    }

    [Fact]
    public void Labels_of_another_number_and_a_single_view_are_refused()
    {
        using var scope = torch.NewDisposeScope();
        var z = torch.ones(2, 3, 4);
        Assert.Throws<ArgumentException>(() => SupConLoss.Of(z, torch.arange(4, torch.int64), 0.2));
        Assert.Throws<ArgumentException>(() =>
            SupConLoss.Of(torch.ones(1, 1, 4), torch.arange(1, torch.int64), 0.2));
    }

    private static double Reference(double[][,] views, long[] labels, double temperature)
    {
        (double[] Row, long Label)[] all =
            [.. views.SelectMany(view => labels.Select((label, i) => (Numbers.Row(view, i), label)))];
        return Enumerable.Range(0, all.Length).Average(i =>
        {
            double Similar(int j) => Numbers.Cosine(all[i].Row, all[j].Row) / temperature;
            int[] others = [.. Enumerable.Range(0, all.Length).Where(j => j != i)];
            int[] partners = [.. others.Where(j => all[j].Label == all[i].Label)];
            var rest = Math.Log(others.Sum(j => Math.Exp(Similar(j))));
            return partners.Length == 0 ? 0 : partners.Average(j => rest - Similar(j));
        });
    }
}
