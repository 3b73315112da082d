using static TorchSharp.torch;

namespace Grid.Learning.Probes;

// P = parameters.

/// <summary>Minimises a smooth convex function by its values and gradients alone, without randomness.</summary>
/// <remarks>
/// Limited-memory BFGS: Liu, Nocedal 1989, https://doi.org/10.1007/BF01589116; steps are halved until they meet
/// Armijo's condition, and pairs of no positive curvature are left out.
/// </remarks>
public static class Lbfgs
{
    private const int Memory = 10;
    private const int MostHalvings = 30;
    private const double Armijo = 1e-4;

    /// <summary>Walks from a start until the gradient is small, no step helps, or the steps are used up.</summary>
    /// <param name="start">float [P]; not changed.</param>
    /// <param name="function">Value and gradient, float [P], at a place.</param>
    /// <param name="steps">At most so many, >= 0.</param>
    /// <param name="tolerance">Largest part of the gradient at which to stop, > 0.</param>
    /// <returns>The best place, float [P].</returns>
    public static Tensor Minimize(
        Tensor start, Func<Tensor, (double Value, Tensor Gradient)> function, int steps, double tolerance)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        var place = start.clone();
        var (value, gradient) = function(place);
        var pairs = new List<(Tensor Move, Tensor Turn, double Curvature)>();
        for (var step = 0; step < steps && Largest(gradient) > tolerance; step++)
        {
            using var inner = NewDisposeScope();
            var direction = Direction(gradient, pairs);
            if (Search(function, place, value, gradient, direction, step == 0) is not { } next)
            {
                break;
            }

            var (move, turn) = (next.Place.sub(place), next.Gradient.sub(gradient));
            var curvature = Dot(move, turn);
            if (curvature > 0)
            {
                pairs.Add((move.MoveToOuterDisposeScope(), turn.MoveToOuterDisposeScope(), curvature));
            }

            if (pairs.Count > Memory)
            {
                pairs[0].Move.Dispose();
                pairs[0].Turn.Dispose();
                pairs.RemoveAt(0);
            }

            place.Dispose();
            gradient.Dispose();
            (place, value, gradient) =
                (next.Place.MoveToOuterDisposeScope(), next.Value, next.Gradient.MoveToOuterDisposeScope());
        }

        return place.MoveToOuterDisposeScope();
    }

    /// <summary>The two-loop recursion: minus the approximate inverse Hessian times the gradient.</summary>
    private static Tensor Direction(Tensor gradient, List<(Tensor Move, Tensor Turn, double Curvature)> pairs)
    {
        var direction = gradient.neg();
        var shares = new double[pairs.Count];
        for (var at = pairs.Count - 1; at >= 0; at--)
        {
            shares[at] = Dot(pairs[at].Move, direction) / pairs[at].Curvature;
            direction.sub_(pairs[at].Turn.mul(shares[at]));
        }

        if (pairs.Count > 0)
        {
            var (_, turn, curvature) = pairs[^1];
            direction.mul_(curvature / Dot(turn, turn));
        }

        for (var at = 0; at < pairs.Count; at++)
        {
            direction.add_(pairs[at].Move.mul(shares[at] - (Dot(pairs[at].Turn, direction) / pairs[at].Curvature)));
        }

        return direction;
    }

    private static (Tensor Place, double Value, Tensor Gradient)? Search(
        Func<Tensor, (double Value, Tensor Gradient)> function, Tensor place, double value, Tensor gradient,
        Tensor direction, bool first)
    {
        var slope = Dot(gradient, direction);
        // Before anything is known of the curvature, a step of length one at most.
        var length = first ? Math.Min(1, 1 / Math.Sqrt(Dot(gradient, gradient))) : 1;
        for (var halving = 0; halving < MostHalvings; halving++, length /= 2)
        {
            var next = place.add(direction.mul(length));
            var (reached, slopes) = function(next);
            if (reached <= value + (Armijo * length * slope))
            {
                return (next, reached, slopes);
            }
        }

        return null;
    }

    private static double Largest(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        return gradient.abs().max().to(ScalarType.Float64).item<double>();
    }

    private static double Dot(Tensor a, Tensor b) => a.mul(b).sum(ScalarType.Float64).item<double>();
}
