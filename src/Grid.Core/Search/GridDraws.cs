namespace Grid.Core.Search;

/// <summary>
/// Every combination of listed values as a number in mixed radix: the first knob is the highest digit. Nothing is
/// listed in advance. Where a digit makes a point impossible, all points that share the digits up to it are skipped
/// at once; a knob that does not apply stays at digit 0, so it does not multiply points.
/// </summary>
internal sealed class GridDraws
{
    private const long MaxRejected = 1_000_000;
    private const int MaxCounted = 100_000;

    private readonly SamplingPlan _plan;
    private readonly long[] _radices;
    private readonly long[] _strides;
    private readonly Lazy<long> _end;

    public GridDraws(SamplingPlan plan)
    {
        _plan = plan;
        _radices = [.. plan.Knobs.Select(x => DomainValues.Count(x.Domain)
            ?? throw new ArgumentException($"the spec was not checked: {x.Path} cannot be listed", nameof(plan)))];
        _strides = new long[_radices.Length + 1];
        _strides[^1] = 1;
        for (var knob = _radices.Length - 1; knob >= 0; knob--)
        {
            _strides[knob] = checked(_strides[knob + 1] * _radices[knob]);
        }

        _end = new(FindEnd);
    }

    private long Size => _strides[0];

    // The points to try first, as many as the trial limit leaves.
    private int PointCount =>
        (int)Math.Min(_plan.Spec.Space.Points.Length, _plan.Spec.Sampler.Trials ?? long.MaxValue);

    // Where nothing can be skipped, the trial limit is an index.
    private bool IsPlain => _plan.Constraints.IsEmpty && PointCount == 0 && _plan.Spec.Bases.Count == 1
        && _plan.Knobs.All(x => x.When is null);

    public Draw Draw(long position)
    {
        if (position < PointCount)
        {
            return RandomDraws.Draw(_plan, position);
        }

        var index = position - PointCount;
        var (point, next) = Find(index);
        return point is not null ? new Draw.Point(point.Assignment(), next + PointCount)
            : next < _end.Value ? Impossible($"{MaxRejected} points in a row")
            : position == 0 && _end.Value == Size ? Impossible($"all {Size} points of the grid")
            : new Draw.Exhausted();
    }

    /// <summary>Points in all, points tried first included; null where counting would take long.</summary>
    public long? Count()
    {
        if (IsPlain)
        {
            return _end.Value;
        }

        var count = (long)PointCount;
        var scanned = 0;
        for (var index = 0L; index < _end.Value; scanned++)
        {
            if (scanned == MaxCounted)
            {
                return null;
            }

            (var point, index) = TryAt(index);
            count += point is null ? 0 : 1;
        }

        return count;
    }

    // The index after the last point that the trial limit leaves.
    private long FindEnd()
    {
        var left = (_plan.Spec.Sampler.Trials ?? long.MaxValue) - PointCount;
        if (IsPlain || left >= Size || left <= 0)
        {
            return Math.Clamp(left, 0, Size);
        }

        var index = 0L;
        while (left > 0 && index < Size)
        {
            (var point, index) = TryAt(index);
            left -= point is null ? 0 : 1;
        }

        return index;
    }

    // The next point from an index on and the index after it; null at the end, or after too many rejections.
    private (Candidate? Point, long Next) Find(long index)
    {
        Candidate? point = null;
        for (var tries = 0L; point is null && tries < MaxRejected && index < _end.Value; tries++)
        {
            (point, index) = TryAt(index);
        }

        return (point, index);
    }

    // The point at an index, or null; and the next index that may hold one.
    private (Candidate? Point, long Next) TryAt(long index)
    {
        var candidate = new Candidate(_plan);
        for (var knob = 0; knob < _radices.Length; knob++)
        {
            var digit = index / _strides[knob + 1] % _radices[knob];
            var isActive = candidate.IsActive(knob);
            if (!isActive && digit > 0)
            {
                return (null, After(index, _strides[knob]));
            }

            candidate.Set(knob, isActive ? DomainValues.At(_plan.Knobs[knob].Domain, digit) : null);
        }

        if (candidate.Violated() is { } violated)
        {
            return (null, After(index, _strides[violated.LastKnob + 1]));
        }

        var isNew = _plan.Tried.Count == 0 || !_plan.Tried.Contains(candidate.Assignment());
        return (isNew ? candidate : null, index + 1);
    }

    private Draw.Impossible Impossible(string rejected)
    {
        var constraints = string.Join(" or ", _plan.Constraints.Select(x => $"'{x.Text}'"));
        return new($"no point satisfies the constraints: {rejected} break {constraints}");
    }

    private static long After(long index, long stride) => ((index / stride) + 1) * stride;
}
