using Grid.Core.Recipes;

namespace Grid.Core.Search;

/// <summary>
/// Independent draws keyed by the sweep's seed, the position, the retry and the knob's path, so that a point is
/// computable alone. Also fills in the points that a spec wants tried first.
/// </summary>
internal static class RandomDraws
{
    public const int MaxRejected = 10_000;

    public static Draw Draw(SamplingPlan plan, long position)
    {
        var points = plan.Spec.Space.Points;
        var fixedValues = position < points.Length ? points[(int)position] : Settings.Empty;
        var rejections = new Dictionary<string, int>();
        for (var retry = 0; retry < MaxRejected; retry++)
        {
            var candidate = Sample(plan, position, retry, fixedValues);
            if (candidate.Violated() is not { } violated)
            {
                return new Draw.Point(candidate.Assignment(), position + 1);
            }

            rejections[violated.Text] = rejections.GetValueOrDefault(violated.Text) + 1;
        }

        var (worst, count) = rejections.MaxBy(x => x.Value);
        return new Draw.Impossible(
            $"no point satisfies the constraints: {MaxRejected} draws in a row were rejected, {count} by '{worst}'");
    }

    private static Candidate Sample(SamplingPlan plan, long position, int retry, Settings fixedValues)
    {
        var candidate = new Candidate(plan);
        for (var knob = 0; knob < plan.Knobs.Length; knob++)
        {
            var (path, domain, _, key) = plan.Knobs[knob];
            candidate.Set(knob, !candidate.IsActive(knob) ? null
                : fixedValues[path] ?? DomainValues.Sample(
                    domain, CounterRandom.Bits(plan.Spec.Seed, (ulong)position, (ulong)retry, key)));
        }

        return candidate;
    }
}
