using System.Collections.Immutable;
using Grid.Core;
using Grid.Core.Ports;

namespace Grid.Storage.Rows;

/// <summary>Metric points of runs: 12 to 20 bytes each, in the order they are read back.</summary>
internal sealed class MetricTable(Database database)
{
    private const int MaxCachedSeries = 100_000;

    private readonly Dictionary<(string Run, string Name), long> _ids = [];

    private readonly Statement _addSeries = database.Prepare(
        "INSERT INTO series (run, name) VALUES (?, ?) ON CONFLICT DO NOTHING");

    private readonly Statement _findSeries = database.Prepare("SELECT id FROM series WHERE run = ? AND name = ?");

    private readonly Statement _listSeries =
        database.Prepare("SELECT id, name FROM series WHERE run = ? ORDER BY name");

    private readonly Statement _insert = database.Prepare("INSERT OR REPLACE INTO point VALUES (?, ?, ?)");

    private readonly Statement _count = database.Prepare("SELECT count(*) FROM point WHERE series = ?");

    private readonly Statement _all = database.Prepare("SELECT step, value FROM point WHERE series = ? ORDER BY step");

    // Pick k of m from n points is number floor(k (n - 1) / (m - 1)); a point is kept if some k picks it.
    private readonly Statement _thinned = database.Prepare(
        """
        SELECT step, value
        FROM (SELECT step, value, row_number() OVER (ORDER BY step) - 1 AS i FROM point WHERE series = ?1)
        WHERE ((i * (?3 - 1) + ?2 - 2) / (?2 - 1)) * (?2 - 1) / (?3 - 1) = i ORDER BY step
        """);

    /// <summary>Writes points; one that is there already is replaced.</summary>
    public void Write(RunId run, MetricSeries series)
    {
        var id = SeriesId(run.Value, series.Name);
        for (var i = 0; i < series.Steps.Length; i++)
        {
            _insert.Bind(id).Bind(series.Steps[i]).Bind(series.Values[i]).Execute();
        }
    }

    /// <summary>Forgets numbers of series: some are no longer there.</summary>
    public void Forget() => _ids.Clear();

    /// <summary>All series of a run, or those named, each thinned evenly with its first and last point kept.</summary>
    public ImmutableArray<MetricSeries> Read(RunId run, ImmutableArray<string> names, int maxPoints) =>
    [
        .. _listSeries.Bind(run.Value).All(row => (Id: row.Long(), Name: row.Text()))
            .Where(x => names.IsDefaultOrEmpty || names.Contains(x.Name))
            .Select(x => Series(x.Id, x.Name, maxPoints)),
    ];

    private MetricSeries Series(long id, string name, int maxPoints)
    {
        var count = _count.Bind(id).First(row => row.Long());
        var query = count <= maxPoints ? _all.Bind(id) : _thinned.Bind(id).Bind(count).Bind(maxPoints);
        var points = query.All(row => (Step: row.Long(), Value: row.Double()));
        return new(name, [.. points.Select(x => x.Step)], [.. points.Select(x => x.Value)]);
    }

    private long SeriesId(string run, string name)
    {
        if (_ids.TryGetValue((run, name), out var id))
        {
            return id;
        }

        _addSeries.Bind(run).Bind(name).Execute();
        id = _findSeries.Bind(run).Bind(name).First(row => row.Long());
        if (_ids.Count == MaxCachedSeries)
        {
            _ids.Clear();
        }

        _ids.Add((run, name), id);
        return id;
    }
}
