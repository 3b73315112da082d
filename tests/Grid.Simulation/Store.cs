namespace Grid.Simulation;

/// <summary>A stored row: the state and the effects it promised, as they were saved.</summary>
public sealed record StoredRow(long Version, object State, IReadOnlyList<object> Outbox);

/// <summary>
/// The row store. A save becomes durable some time after it was asked for; it may fail before that, after that, or
/// become durable long after its writer was told that it failed.
/// </summary>
public sealed class Store(World world)
{
    private readonly Dictionary<string, StoredRow> _rows = [];

    public IEnumerable<KeyValuePair<string, StoredRow>> Rows => _rows;

    public StoredRow? Read(string key) => _rows.GetValueOrDefault(key);

    public void Write(string key, StoredRow row, Action<bool> done)
    {
        var isBad = !world.IsCalm && world.Dice.Percent(world.Weather.StoreFailures);
        world.Agenda.After(world.Dice.Between(1, 15), () =>
        {
            switch (isBad ? world.Dice.Between(0, 2) : -1)
            {
                case 0:
                    world.Agenda.After(world.Dice.Between(0, 6_000), () => done(false));
                    break;
                case 1:
                    Commit(key, row);
                    Later(() => done(false));
                    break;
                case 2:
                    world.Agenda.After(world.Dice.Between(1, 3_000), () => Commit(key, row));
                    Later(() => done(false));
                    break;
                default:
                    var isTaken = Commit(key, row);
                    Later(() => done(isTaken));
                    break;
            }
        });
    }

    private void Later(Action action) => world.Agenda.After(world.Dice.Between(0, 5), action);

    private bool Commit(string key, StoredRow row)
    {
        var old = _rows.GetValueOrDefault(key);
        if ((old?.Version ?? 0) + 1 != row.Version && world.Mutant != Mutant.NoVersionCheck)
        {
            return false;
        }

        world.Judge.Committing(old, row);
        _rows[key] = row;
        return true;
    }
}
