using Grid.Core;

namespace Grid.Storage.Rows;

/// <summary>Deletes all rows of a sweep and its runs.</summary>
internal sealed class SweepEraser(Database database)
{
    // Ids of a sweep's runs begin with its own and a slash; a zero is what follows a slash.
    private const string OfRuns = "BETWEEN ?1 || '/' AND ?1 || '0'";

    private readonly Statement[] _deletes =
    [
        .. new[]
        {
            $"point WHERE series IN (SELECT id FROM series WHERE run {OfRuns})",
            $"series WHERE run {OfRuns}",
            $"log WHERE run {OfRuns}",
            "final_metric WHERE sweep = ?1",
            $"journal WHERE (kind = 'run' AND key {OfRuns}) OR (kind = 'sweep' AND key = ?1)",
            $"grain_state WHERE (kind = 'run' AND key {OfRuns}) OR (kind = 'sweep' AND key = ?1)",
            "run WHERE sweep = ?1",
            "sweep WHERE id = ?1",
        }.Select(x => database.Prepare("DELETE FROM " + x)),
    ];

    public void Erase(SweepId sweep)
    {
        foreach (var delete in _deletes)
        {
            delete.Bind(sweep.Value).Execute();
        }
    }
}
