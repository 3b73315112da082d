using Grid.Core.Ports;

namespace Grid.Learning.Training;

/// <summary>Gathers metric points and hands them on in batches.</summary>
/// <param name="reporter">Who gets them.</param>
/// <param name="state">Gives the step, and keeps the last values that do not depend on the clock.</param>
internal sealed class MetricLog(IAttemptReporter reporter, IRunState state)
{
    private readonly SortedDictionary<string, List<(long Step, double Value)>> _points = new(StringComparer.Ordinal);

    /// <summary>A point at the present step.</summary>
    /// <param name="name">"train.loss".</param>
    /// <param name="value">May be NaN or infinite.</param>
    internal void Add(string name, double value)
    {
        state.Last = state.Last.SetItem(name, value);
        AddMeasured(name, value);
    }

    /// <summary>A point that another execution would measure otherwise: it is no part of the state.</summary>
    internal void AddMeasured(string name, double value)
    {
        if (!_points.TryGetValue(name, out var points))
        {
            _points.Add(name, points = []);
        }

        points.Add((state.Step, value));
    }

    /// <summary>Hands on what was gathered.</summary>
    internal void Flush()
    {
        if (_points.Count == 0)
        {
            return;
        }

        reporter.Metrics([.. _points.Select(x =>
            new MetricSeries(x.Key, [.. x.Value.Select(y => y.Step)], [.. x.Value.Select(y => y.Value)]))]);
        _points.Clear();
    }
}
