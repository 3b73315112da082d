using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = images, F = features.

/// <summary>What one strength of the penalty gave.</summary>
/// <param name="Strength">What half the squared weights are multiplied by; no unit.</param>
/// <param name="ValidationTop1">Percent of the validation images.</param>
public sealed record TransferTrial(double Strength, double ValidationTop1);

/// <summary>How well frozen features tell the classes of a data set.</summary>
/// <param name="Trials">Every strength tried, strongest first.</param>
/// <param name="Strength">The one that validation chose.</param>
/// <param name="TestTop1">Percent of the test images, after a fit to training and validation images.</param>
/// <param name="TestTop5">The same for the first five classes.</param>
public sealed record TransferReport(
    ImmutableArray<TransferTrial> Trials, double Strength, double TestTop1, double TestTop5);

/// <summary>
/// Transfer to a data set: logistic regression on frozen features, its penalty chosen on validation images, fitted
/// again to both parts, and tested once. Columns are centred and scaled by the training images. Deterministic.
/// </summary>
/// <remarks>The usual protocol: Kornblith et al. 2019, https://arxiv.org/abs/1805.08974.</remarks>
public static class TransferProbe
{
    /// <summary>The strengths tried: half decades, strongest first.</summary>
    public static ImmutableArray<double> Strengths { get; } =
        [.. Enumerable.Range(0, 13).Select(x => Math.Pow(10, -x / 2.0))];

    /// <summary>Measures features.</summary>
    /// <param name="train">Features of the training images.</param>
    /// <param name="validation">Features of images to choose the penalty on.</param>
    /// <param name="test">Features of images that nothing is chosen on.</param>
    /// <param name="tried">Hears of every strength.</param>
    /// <exception cref="ArgumentException">A part has numbers that are not finite.</exception>
    public static TransferReport Measure(LabelledFeatures train, LabelledFeatures validation, LabelledFeatures test,
        Action<TransferTrial>? tried = null)
    {
        if (!train.AreFinite || !validation.AreFinite || !test.AreFinite)
        {
            throw new ArgumentException("the features are not finite");
        }

        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var centre = train.Rows.mean([0]);
        var spread = train.Rows.std(0, unbiased: false).clamp_min(1e-6);
        Tensor Scaled(LabelledFeatures part) => part.Rows.sub(centre).div_(spread);
        var (x, held) = (Scaled(train), Scaled(validation));
        var trials = ImmutableArray.CreateBuilder<TransferTrial>();
        LogisticRegression? fit = null;
        foreach (var strength in Strengths)
        {
            var next = LogisticRegression.Fit(x, train.Labels, train.Classes, strength, fit);
            fit?.Dispose();
            fit = next;
            trials.Add(new TransferTrial(strength, Top(fit, held, validation.Labels, 1)));
            tried?.Invoke(trials[^1]);
        }

        fit?.Dispose();
        // Of strengths that are equally good, the strongest.
        var best = trials.MaxBy(trial => trial.ValidationTop1)!.Strength;
        using var last = LogisticRegression.Fit(
            cat([x, held]), cat([train.Labels, validation.Labels]), train.Classes, best);
        var unseen = Scaled(test);
        return new TransferReport(
            trials.ToImmutable(), best, Top(last, unseen, test.Labels, 1), Top(last, unseen, test.Labels, 5));
    }

    private static double Top(LogisticRegression fit, Tensor features, Tensor labels, int top)
    {
        using var scores = fit.Scores(features);
        return Accuracy.Top(scores, labels, top);
    }
}
