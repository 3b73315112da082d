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
        // What mirror images show lies in columns of their own.
        using var scope = torch.NewDisposeScope();
        using var corners = Corners();
        using LabelledFeatures plain = Beside(corners, second: false), mirrored = Beside(corners, second: true);
        using var both = new LinearProbePlan(30, 1, 16).Train(plain, mirrored, seed: 3)!;
        using var one = new LinearProbePlan(30, 1, 16).Train(plain, null, seed: 3)!;
        using var start = LinearProbe.Start(6, 3, seed: 3);
        Assert.Equal(100, Accuracy.Top(both.Scores(plain.Rows), plain.Labels, 1));
        Assert.Equal(100, Accuracy.Top(both.Scores(mirrored.Rows), plain.Labels, 1));
        double Moved(LinearProbe probe) => probe.Weight.sub(start.Weight).narrow(1, 3, 3).abs().min().item<float>();
        Assert.Equal(0, Moved(one));
        Assert.True(Moved(both) > 0.01, $"{Moved(both)}");
    }

    [Fact]
    public void It_stops_when_told_to()
    {
        using var plain = Corners();
        var epochs = 0;
        Assert.Null(new LinearProbePlan(20, 1, 16).Train(plain, null, 3, () => ++epochs < 4));
        Assert.Equal(4, epochs);
    }

    /// <summary>The same rows in the first or in the second three of six columns.</summary>
    private static LabelledFeatures Beside(LabelledFeatures corners, bool second)
    {
        var nothing = corners.Rows.mul(0);
        var rows = second ? torch.cat([nothing, corners.Rows], 1) : torch.cat([corners.Rows, nothing], 1);
        return new LabelledFeatures(rows, corners.Labels.clone(), corners.Classes);
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
