using Grid.Learning.Data;
using Grid.Learning.Probes;
using TorchSharp;

namespace Grid.Learning.Tests.Probes;

public sealed class TransferProbeTests
{
    private const int Classes = 3;
    private const int Width = 4;

    [Fact]
    public void The_loss_is_softmax_regression_with_half_the_squared_weights_and_its_gradient_the_slope()
    {
        var (features, labels) = Rows(1, 7);
        var parameters = Numbers.Matrix(2, 1, Classes * (Width + 1));
        using var scope = torch.NewDisposeScope();
        double Found(double[,] at) => LogisticRegression.Loss(Numbers.Tensor(at).flatten(), Numbers.Tensor(features),
            torch.tensor(labels, torch.int64), Classes, 0.3).Value;
        Assert.Equal(Reference(parameters, features, labels, 0.3), Found(parameters), 1e-12);
        var (_, gradient) = LogisticRegression.Loss(Numbers.Tensor(parameters).flatten(), Numbers.Tensor(features),
            torch.tensor(labels, torch.int64), Classes, 0.3);
        for (var at = 0; at < parameters.Length; at++)
        {
            Assert.Equal(Numbers.Slope(Found, parameters, 0, at), gradient[at].item<double>(), 1e-8);
        }
    }

    [Fact]
    public void A_fit_is_where_the_gradient_vanishes_from_wherever_it_starts()
    {
        var (features, labels) = Rows(1, 60);
        using var scope = torch.NewDisposeScope();
        var (x, y) = (Numbers.Tensor(features), torch.tensor(labels, torch.int64));
        using var far = LogisticRegression.Fit(x, y, Classes, 10);
        using var near = LogisticRegression.Fit(x, y, Classes, 0.01, far);
        using var cold = LogisticRegression.Fit(x, y, Classes, 0.01);
        Assert.InRange(near.Scores(x).sub(cold.Scores(x)).abs().max().item<double>(), 0, 1e-2);
        Assert.True(far.Scores(x).sub(cold.Scores(x)).abs().max().item<double>() > 0.5);
    }

    [Fact]
    public void The_minimum_of_a_long_valley_is_found()
    {
        using var scope = torch.NewDisposeScope();
        var widths = torch.tensor([1.0, 1e2, 1e4]);
        var goal = torch.tensor([3.0, -2, 1]);
        using var found = Lbfgs.Minimize(torch.zeros(3, torch.float64), x =>
        {
            var apart = x.sub(goal);
            return (apart.mul(apart).mul(widths).sum().item<double>() / 2, apart.mul(widths));
        }, 200, 1e-9);
        Assert.InRange(found.sub(goal).abs().max().item<double>(), 0, 1e-8);
    }

    [Fact]
    public void Validation_chooses_the_penalty_and_the_same_features_give_the_same_report()
    {
        // 30 rows of 40 columns, of which one tells the class.
        using LabelledFeatures train = Noisy(1, 30), validation = Noisy(2, 300), test = Noisy(3, 300);
        var heard = 0;
        var report = TransferProbe.Measure(train, validation, test, _ => heard++);
        Assert.Equal(TransferProbe.Strengths, report.Trials.Select(x => x.Strength));
        Assert.Equal(report.Trials.Length, heard);
        Assert.Equal(report.Trials.Max(x => x.ValidationTop1),
            report.Trials.First(x => x.Strength == report.Strength).ValidationTop1);
        Assert.True(report.Trials.Select(x => x.ValidationTop1).Distinct().Count() > 3);
        Assert.True(report.TestTop1 > 60, $"{report.TestTop1}");
        var again = TransferProbe.Measure(train, validation, test);
        Assert.Equal((report.Strength, report.TestTop1), (again.Strength, again.TestTop1));
    }

    [Fact]
    public void Features_that_are_not_numbers_are_refused()
    {
        using LabelledFeatures train = Noisy(1, 30), broken = Noisy(2, 30);
        broken.Rows[4, 2] = float.NaN;
        Assert.Throws<ArgumentException>(() => TransferProbe.Measure(train, broken, train));
    }

    private static LabelledFeatures Noisy(ulong seed, int rows)
    {
        using var scope = torch.NewDisposeScope();
        var x = Numbers.Tensor(Numbers.Matrix(seed, rows, 40)).to(torch.float32);
        var labels = torch.arange(rows, torch.int64).remainder(2);
        x.select(1, 7).add_(labels.mul(4));
        return new LabelledFeatures(x.DetachFromDisposeScope(), labels.DetachFromDisposeScope(), 2);
    }

    private static (double[,] Features, int[] Labels) Rows(ulong seed, int count)
    {
        var draws = Draws.Of(seed + 100);
        return (Numbers.Matrix(seed, count, Width), [.. Enumerable.Range(0, count).Select(_ => draws.Below(Classes))]);
    }

    private static double Reference(double[,] parameters, double[,] features, int[] labels, double strength)
    {
        var loss = 0.0;
        for (var row = 0; row < labels.Length; row++)
        {
            double Logit(int label) => parameters[0, (Classes * Width) + label] + Enumerable.Range(0, Width)
                .Sum(column => parameters[0, (label * Width) + column] * features[row, column]);
            var sum = Enumerable.Range(0, Classes).Sum(label => Math.Exp(Logit(label)));
            loss += Math.Log(sum) - Logit(labels[row]);
        }

        return (loss / labels.Length)
            + (strength / 2 * Enumerable.Range(0, Classes * Width).Sum(at => parameters[0, at] * parameters[0, at]));
    }
}
