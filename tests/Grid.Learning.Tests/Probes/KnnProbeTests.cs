using Grid.Learning.Data;
using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class KnnProbeTests
{
    private const int Classes = 4;

    [Theory]
    [InlineData(KnnDistance.Cosine, 1)]
    [InlineData(KnnDistance.Cosine, 7)]
    [InlineData(KnnDistance.Cosine, 500)]
    [InlineData(KnnDistance.Euclidean, 7)]
    public void Votes_equal_the_definition_written_as_loops(KnnDistance distance, int k)
    {
        // More queries than are handled at once, and more neighbours asked for than there are.
        var (bank, queries) = (Numbers.Matrix(1, 60, 5), Numbers.Matrix(2, 300, 5));
        var draws = Draws.Of(3);
        int[] labels = [.. Enumerable.Range(0, 60).Select(_ => draws.Below(Classes))];
        using var scope = torch.NewDisposeScope();
        using var votes = KnnProbe.Vote(Numbers.Tensor(bank), torch.tensor(labels, torch.int64),
            Numbers.Tensor(queries),
            Classes, k, 0.1, distance);
        for (var row = 0; row < 300; row++)
        {
            var expected = Reference(bank, labels, Numbers.Row(queries, row), k, distance);
            for (var label = 0; label < Classes; label++)
            {
                var found = votes.Votes[row, label].item<double>();
                Assert.InRange(found, expected[label] * (1 - 1e-9), (expected[label] * (1 + 1e-9)) + 1e-12);
            }
        }
    }

    [Fact]
    public void Accuracy_counts_the_true_class_among_the_first()
    {
        using var scope = torch.NewDisposeScope();
        var scores = torch.tensor(new float[,] { { 3, 2, 1 }, { 1, 3, 2 }, { 2, 1, 3 }, { 1, 2, 3 } });
        var targets = torch.tensor(new long[] { 0, 2, 1, 2 });
        Assert.Equal(50, Accuracy.Top(scores, targets, 1));
        Assert.Equal(75, Accuracy.Top(scores, targets, 2));
        Assert.Equal(100, Accuracy.Top(scores, targets, 5));
    }

    private static double[] Reference(double[,] bank, int[] labels, double[] query, int k, KnnDistance distance)
    {
        var ranked = Enumerable.Range(0, labels.Length).Select(row =>
        {
            var other = Numbers.Row(bank, row);
            var apart = Math.Sqrt(query.Zip(other, (a, b) => (a - b) * (a - b)).Sum());
            return distance == KnnDistance.Cosine
                ? (Label: labels[row], Rank: -Numbers.Cosine(query, other), Weight: Math.Exp(Numbers.Cosine(query,
                    other) / 0.1))
                : (Label: labels[row], Rank: apart, Weight: 1 / (apart + 1e-5));
        });
        var votes = new double[Classes];
        foreach (var (label, _, weight) in ranked.OrderBy(x => x.Rank).Take(k))
        {
            votes[label] += weight;
        }

        return votes;
    }
}
