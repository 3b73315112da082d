using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class LinearProbePlanTests
{
    [Fact]
    public void The_rate_drops_to_a_tenth_after_three_and_four_fifths_of_the_epochs()
    {
        var rates = new LinearProbePlan(100, 10, 256).Rates;
        Assert.Equal((10, 1, 1), (rates.At(59), rates.At(60), rates.At(79)));
        Assert.Equal(0.1, rates.At(80), 1e-12);
        Assert.Equal(0.1, rates.At(99), 1e-12);
    }

    [Fact]
    public void It_learns_what_can_be_told_apart_and_gives_the_same_bits_again()
    {
        using var plain = Corners();
        using var probe = new LinearProbePlan(20, 1, 16).Train(plain, null, seed: 3)!;
        using var again = new LinearProbePlan(20, 1, 16).Train(plain, null, seed: 3)!;
        using var scores = probe.Scores(plain.Rows);
        Assert.Equal(100, Accuracy.Top(scores, plain.Labels, 1));
        Assert.True(probe.Weight.eq(again.Weight).all().item<bool>());
    }

    [Fact]
    public void It_learns_mirror_images_too()
    {
        // Mirror images lie where those of another class lie when not mirrored: only one who sees them knows.
        using var plain = Corners();
        using var mirrored = new LabelledFeatures(
            torch.cat([plain.Rows.mul(0), plain.Rows], 1), plain.Labels.clone(), plain.Classes);
        using var wide = new LabelledFeatures(
            torch.cat([plain.Rows, plain.Rows.mul(0)], 1), plain.Labels.clone(), plain.Classes);
        double Mirrored(LabelledFeatures? seen)
        {
            using var probe = new LinearProbePlan(30, 1, 16).Train(wide, seen, seed: 3)!;
            using var scores = probe.Scores(mirrored.Rows);
            return Accuracy.Top(scores, mirrored.Labels, 1);
        }

        Assert.Equal(100, Mirrored(mirrored));
        Assert.InRange(Mirrored(null), 0, 80);
    }

    [Fact]
    public void It_stops_when_told_to()
    {
        using var plain = Corners();
        var epochs = 0;
        Assert.Null(new LinearProbePlan(20, 1, 16).Train(plain, null, 3, () => ++epochs < 4));
        Assert.Equal(4, epochs);
    }

    /// <summary>100 rows around three corners.</summary>
    private static LabelledFeatures Corners()
    {
        using var scope = torch.NewDisposeScope();
        var labels = torch.arange(100, torch.int64).remainder(3);
        var noise = Numbers.Tensor(Numbers.Matrix(1, 100, 3)).to(torch.float32).mul(0.2);
        var rows = torch.nn.functional.one_hot(labels, 3).to(torch.float32).mul(3).add(noise);
        return new LabelledFeatures(rows.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), 3);
    }
}
