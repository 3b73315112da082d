using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Server.Api;
using static Grid.Server.Api.QueryText;

namespace Grid.Server.Client;

/// <summary>The control plane of another process, over its REST API. Same answers, same faults.</summary>
/// <remarks>Throws <see cref="StoreException"/> where the server's store failed and
/// <see cref="ServerException"/> where the server failed or cannot be reached.</remarks>
public sealed class HttpGrid : IGrid, IDisposable
{
    private readonly HttpClient _http;
    private readonly Requests _requests;

    private HttpGrid(HttpClient http)
    {
        http.Timeout = Timeout.InfiniteTimeSpan;
        _http = http;
        _requests = new(http);
    }

    /// <summary>The grid whose owner listens on a Unix socket.</summary>
    public static HttpGrid OverSocket(string socketPath) =>
        new(new(SocketHandlers.Of(socketPath)) { BaseAddress = new("http://grid/") });

    /// <summary>The grid of a server.</summary>
    public static HttpGrid Over(Uri server) => new(new() { BaseAddress = server });

    /// <inheritdoc/>
    public Task<Result<Submission>> Submit(SweepSpec spec, CancellationToken cancellation = default) =>
        _requests.Post<Submission>("/sweeps", Requests.Body(spec, ServerJson.Contract<SweepSpec>()), cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepSummary>> PauseSweep(SweepId id, CancellationToken cancellation = default) =>
        _requests.Post<SweepSummary>(Of(id) + "/pause", null, cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepSummary>> ResumeSweep(SweepId id, CancellationToken cancellation = default) =>
        _requests.Post<SweepSummary>(Of(id) + "/resume", null, cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepSummary>> CancelSweep(
        SweepId id, string reason, CancellationToken cancellation = default) =>
        _requests.Post<SweepSummary>(Of(id) + "/cancel", Because(reason), cancellation);

    /// <inheritdoc/>
    public Task<Result<RunSummary>> CancelRun(RunId id, string reason, CancellationToken cancellation = default) =>
        _requests.Post<RunSummary>(Of(id) + "/cancel", Because(reason), cancellation);

    /// <inheritdoc/>
    public Task<Result<RunSummary>> PauseRun(RunId id, CancellationToken cancellation = default) =>
        _requests.Post<RunSummary>(Of(id) + "/pause", null, cancellation);

    /// <inheritdoc/>
    public Task<Result<RunSummary>> ResumeRun(RunId id, CancellationToken cancellation = default) =>
        _requests.Post<RunSummary>(Of(id) + "/resume", null, cancellation);

    /// <inheritdoc/>
    public Task<Page<SweepSummary>> Sweeps(SweepQuery query, CancellationToken cancellation = default) =>
        _requests.Get<Page<SweepSummary>>("/sweeps" + QueryText.Of(query), cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepSummary>> Sweep(string idOrName, CancellationToken cancellation = default) =>
        _requests.Find<SweepSummary>(Of(new SweepId(idOrName)), cancellation);

    /// <inheritdoc/>
    public Task<Page<RunSummary>> Runs(RunQuery query, CancellationToken cancellation = default) =>
        _requests.Get<Page<RunSummary>>(Of(query.Sweep) + "/runs" + QueryText.Of(query), cancellation);

    /// <inheritdoc/>
    public Task<Result<RunDetail>> Run(RunId id, CancellationToken cancellation = default) =>
        _requests.Find<RunDetail>(Of(id), cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepResults>> Results(SweepId id, CancellationToken cancellation = default) =>
        _requests.Find<SweepResults>(Of(id) + "/results", cancellation);

    /// <inheritdoc/>
    public Task<Result<ImmutableArray<MetricSeries>>> Metrics(
        RunId id, ImmutableArray<string> names, int maxPoints = 1000, CancellationToken cancellation = default)
    {
        var query = Join([("points", Text(maxPoints)), .. names.Select(x => ("name", (string?)x))]);
        return _requests.Find<ImmutableArray<MetricSeries>>(Of(id) + "/metrics" + query, cancellation);
    }

    /// <inheritdoc/>
    public Task<Result<ImmutableArray<LogLine>>> Log(
        RunId id, int maxLines = 1000, CancellationToken cancellation = default) =>
        _requests.Find<ImmutableArray<LogLine>>(Of(id) + "/log" + Join(("lines", Text(maxLines))), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<ArtifactSummary>> Artifacts(CancellationToken cancellation = default) =>
        _requests.Get<ImmutableArray<ArtifactSummary>>("/artifacts", cancellation);

    /// <inheritdoc/>
    public Task<Result<ArtifactDetail>> Artifact(ArtifactId id, CancellationToken cancellation = default) =>
        _requests.Find<ArtifactDetail>(Of(id), cancellation);

    /// <inheritdoc/>
    public Task<Result<ArtifactSummary>> DeleteArtifact(ArtifactId id, CancellationToken cancellation = default) =>
        _requests.Delete<ArtifactSummary>(Of(id), cancellation);

    /// <inheritdoc/>
    public Task<Result<SweepSummary>> DeleteSweep(SweepId id, CancellationToken cancellation = default) =>
        _requests.Delete<SweepSummary>(Of(id), cancellation);

    /// <inheritdoc/>
    public Task<Result<Explanation>> Why(string id, CancellationToken cancellation = default) =>
        _requests.Find<Explanation>("/why/" + Escape(id), cancellation);

    /// <inheritdoc/>
    public Task<ImmutableArray<DeviceSummary>> Devices(CancellationToken cancellation = default) =>
        _requests.Get<ImmutableArray<DeviceSummary>>("/devices", cancellation);

    /// <inheritdoc/>
    public async IAsyncEnumerable<SweepUpdate> Watch(
        SweepId id, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var response = await _requests.Open(Of(id) + "/watch", cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        await using var events = SseParser.Create(body).EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
        while (await Requests.Guard(async () => await events.MoveNextAsync()))
        {
            if (events.Current.EventType == SweepEndpoints.EndEvent)
            {
                yield break;
            }

            yield return JsonSerializer.Deserialize(events.Current.Data, GridJson.Default.SweepUpdate)!;
        }

        cancellation.ThrowIfCancellationRequested();
        throw new ServerException("the process that ran the sweep went away");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Of(SweepId id) => "/sweeps/" + Uri.EscapeDataString(id.Value);

    private static string Of(ArtifactId id) => "/artifacts/" + Uri.EscapeDataString(id.Value);

    private static string Of(RunId id) => "/runs/" + Escape(id.Value);

    private static string Escape(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));

    private static ByteArrayContent Because(string reason) =>
        Requests.Body(new CancelRequest(reason), ServerJson.Default.CancelRequest);
}
