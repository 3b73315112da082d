using Grid.Core.Ports;
using Grid.Storage.Rows;

namespace Grid.Tests.Storage.Rows;

public sealed class SqliteRowStoreTests : RowStoreContract, IDisposable
{
    private readonly SqliteFixture _fixture = new();

    protected override IRowStore Rows => _fixture.Store;

    protected override ISummaries Summaries => _fixture.Store;

    public void Dispose() => _fixture.Dispose();
}

public sealed class SqliteSummariesTests : SummariesContract, IDisposable
{
    private readonly SqliteFixture _fixture = new();

    protected override IRowStore Rows => _fixture.Store;

    protected override ISummaries Summaries => _fixture.Store;

    public void Dispose() => _fixture.Dispose();
}

public sealed class SqliteArtifactsTests : ArtifactsContract, IDisposable
{
    private readonly SqliteFixture _fixture = new();

    protected override IRowStore Rows => _fixture.Store;

    protected override ISummaries Summaries => _fixture.Store;

    public void Dispose() => _fixture.Dispose();
}

public sealed class SqliteRunQueryTests : RunQueryContract, IDisposable
{
    private readonly SqliteFixture _fixture = new();

    protected override IRowStore Rows => _fixture.Store;

    protected override ISummaries Summaries => _fixture.Store;

    public void Dispose() => _fixture.Dispose();
}

public sealed class SqliteMetricsTests : MetricsContract, IDisposable
{
    private readonly SqliteFixture _fixture = new();

    protected override IRowStore Rows => _fixture.Store;

    protected override ISummaries Summaries => _fixture.Store;

    public void Dispose() => _fixture.Dispose();
}

/// <summary>A store in a folder of its own.</summary>
internal sealed class SqliteFixture : IDisposable
{
    private readonly TempFolder _folder = new();

    public SqliteFixture() => Store = SqliteStore.Open(File);

    public string File => _folder.File("grid.db");

    public SqliteStore Store { get; private set; }

    public void Reopen()
    {
        Store.Dispose();
        Store = SqliteStore.Open(File);
    }

    public void Dispose()
    {
        Store.Dispose();
        _folder.Dispose();
    }
}
