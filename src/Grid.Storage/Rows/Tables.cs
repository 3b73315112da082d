namespace Grid.Storage.Rows;

/// <summary>All tables over one connection.</summary>
internal sealed class Tables(Database database) : IDisposable
{
    private readonly Statement _readRevision = database.Prepare("SELECT value FROM counter WHERE name = 'revision'");
    private readonly Statement _writeRevision =
        database.Prepare("UPDATE counter SET value = ? WHERE name = 'revision'");

    public GrainTable Grains { get; } = new(database);

    public JournalTable Journal { get; } = new(database);

    public SweepTable Sweeps { get; } = new(database);

    public RunTable Runs { get; } = new(database);

    public ArtifactTable Artifacts { get; } = new(database);

    public SweepEraser Eraser { get; } = new(database);

    public ResultTable Results { get; } = new(database);

    public MetricTable Metrics { get; } = new(database);

    public LogTable Logs { get; } = new(database);

    public Database Database { get; } = database;

    public long ReadRevision() => _readRevision.First(row => row.Long());

    public void WriteRevision(long revision) => _writeRevision.Bind(revision).Execute();

    public void Dispose() => Database.Dispose();
}
