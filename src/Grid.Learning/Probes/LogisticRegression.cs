using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// N = rows, F = features, C = classes.

/// <summary>
/// Multinomial logistic regression with an L2 penalty on the weights, not on the bias: mean cross-entropy +
/// strength / 2 * |W|^2, minimised to the end by L-BFGS over all rows. Deterministic. Owns its tensors.
/// </summary>
public sealed class LogisticRegression : IDisposable
{
    private const int MostSteps = 200;
    private const double Tolerance = 1e-5;

    private readonly Tensor _parameters;
    private readonly long _classes;

    private LogisticRegression(Tensor parameters, long classes) =>
        (_parameters, _classes) = (parameters.DetachFromDisposeScope(), classes);

    /// <summary>Fits rows.</summary>
    /// <param name="features">float [N, F], each column of about unit spread.</param>
    /// <param name="labels">int64 [N], in 0 .. C - 1.</param>
    /// <param name="classes">C, >= 2.</param>
    /// <param name="strength">> 0, no unit.</param>
    /// <param name="near">A fit of a neighbouring strength to start from, or null: it only saves steps.</param>
    public static LogisticRegression Fit(
        Tensor features, Tensor labels, int classes, double strength, LogisticRegression? near = null)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var start = near is null
            ? zeros(classes * (features.size(1) + 1), features.dtype)
            : near._parameters;
        var fitted = Lbfgs.Minimize(
            start, x => Loss(x, features, labels, classes, strength), MostSteps, Tolerance);
        return new LogisticRegression(fitted, classes);
    }

    /// <summary>Logits [N, C] of features [N, F].</summary>
    public Tensor Scores(Tensor features)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var (weight, bias) = Parts(_parameters, _classes);
        return nn.functional.linear(features, weight, bias).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    /// <summary>Value, nats, and gradient of the objective at flat parameters [C * (F + 1)].</summary>
    public static (double Value, Tensor Gradient) Loss(
        Tensor parameters, Tensor features, Tensor labels, long classes, double strength)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = Parts(parameters, classes);
        var logs_NC = nn.functional.log_softmax(nn.functional.linear(features, weight, bias), 1);
        var target_N1 = labels.unsqueeze(1);
        var own_N1 = logs_NC.gather(1, target_N1);
        var penalty = weight.mul(weight).sum(ScalarType.Float64).item<double>() * strength / 2;
        var value = penalty - (own_N1.sum(ScalarType.Float64).item<double>() / features.size(0));
        var slope_NC = logs_NC.exp();
        slope_NC.scatter_add_(1, target_N1, full_like(own_N1, -1));
        slope_NC.div_(features.size(0));
        var byWeight = slope_NC.t().mm(features).add_(weight.mul(strength));
        return (value, cat([byWeight.flatten(), slope_NC.sum([0])]).MoveToOuterDisposeScope());
    }

    private static (Tensor Weight, Tensor Bias) Parts(Tensor parameters, long classes)
    {
        var width = (parameters.size(0) / classes) - 1;
        return (parameters.narrow(0, 0, classes * width).view(classes, width),
            parameters.narrow(0, classes * width, classes));
    }
}
