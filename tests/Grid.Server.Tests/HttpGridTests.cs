using System.Diagnostics;
using System.Text.Json;
using Grid.Core;
using Grid.Core.Json;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;
using Grid.Server.Client;

namespace Grid.Server.Tests;

public sealed class HttpGridTests : IAsyncLifetime
{
    private Served _served = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private IGrid Near => _served.Fake;

    private IGrid Far => _served.Client;

    public async ValueTask InitializeAsync() => _served = await Served.Start();

    public ValueTask DisposeAsync() => _served.DisposeAsync();

    public static TheoryData<string, Func<IGrid, Task<string>>> Calls { get; } = new()
    {
        { "submit", async x => Text(await x.Submit(Samples.Spec, Stop)) },
        { "submit with faults", async x => Text(await x.Submit(Samples.Spec with { Replicas = 0 }, Stop)) },
        { "pause", async x => Text(await x.PauseSweep(Samples.Sweep.Id, Stop)) },
        { "pause unknown", async x => Text(await x.PauseSweep(new("nobody"), Stop)) },
        { "resume", async x => Text(await x.ResumeSweep(Samples.Sweep.Id, Stop)) },
        { "cancel", async x => Text(await x.CancelSweep(Samples.Sweep.Id, "too \"slow\"\n", Stop)) },
        { "cancel run", async x => Text(await x.CancelRun(Samples.Run.Id, "why not", Stop)) },
        { "pause run", async x => Text(await x.PauseRun(Samples.Run.Id, Stop)) },
        { "resume run", async x => Text(await x.ResumeRun(Samples.Run.Id, Stop)) },
        { "delete", async x => Text(await x.DeleteSweep(Samples.Sweep.Id, Stop)) },
        { "delete unknown", async x => Text(await x.DeleteSweep(new("nobody"), Stop)) },
        { "artifacts", async x => Text(await x.Artifacts(Stop)) },
        { "artifact", async x => Text(await x.Artifact(Samples.Artifact.Spec.Id, Stop)) },
        { "unknown artifact", async x => Text(await x.Artifact(new("model@0"), Stop)) },
        { "delete artifact", async x => Text(await x.DeleteArtifact(Samples.Artifact.Spec.Id, Stop)) },
        { "resume unknown run", async x => Text(await x.ResumeRun(new("nobody/1/1"), Stop)) },
        { "sweeps", async x => Text(await x.Sweeps(
            new() { Phase = SweepPhase.Paused, Name = "a&b c", Skip = 3, Take = 9 }, Stop)) },
        { "sweep", async x => Text(await x.Sweep(Samples.Sweep.Id.Value, Stop)) },
        { "unknown sweep", async x => Text(await x.Sweep("no body/?", Stop)) },
        { "run", async x => Text(await x.Run(Samples.Run.Id, Stop)) },
        { "unknown run", async x => Text(await x.Run(new("nobody/1/1"), Stop)) },
        { "results", async x => Text(await x.Results(Samples.Sweep.Id, Stop)) },
        { "metrics", async x => Text(await x.Metrics(Samples.Run.Id, ["train.loss", "a b"], 5, Stop)) },
        { "all metrics", async x => Text(await x.Metrics(Samples.Run.Id, [], cancellation: Stop)) },
        { "log", async x => Text(await x.Log(Samples.Run.Id, 12, Stop)) },
        { "why", async x => Text(await x.Why(Samples.Why.Id, Stop)) },
        { "why unknown", async x => Text(await x.Why("a/b", Stop)) },
        { "devices", async x => Text(await x.Devices(Stop)) },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_call_over_the_socket_asks_and_answers_the_same(string name, Func<IGrid, Task<string>> call)
    {
        var near = await call(Near);
        var far = await call(Far);
        Assert.Equal(near, far);
        Assert.Equal(2, _served.Fake.Asked.Count);
        Assert.Equal(Text(_served.Fake.Asked[0]), Text(_served.Fake.Asked[1]));
        Assert.NotEmpty(name);
    }

    [Fact]
    public async Task A_run_query_travels_with_its_knob_filters()
    {
        var query = new RunQuery
        {
            Sweep = Samples.Sweep.Id,
            Phase = RunPhase.Failed,
            Trial = 3,
            AfterRevision = 1L << 40,
            Order = RunOrder.Changed,
            Skip = 1,
            Take = 2,
            Where = Settings.Of(
                ("method.queue", 64), ("method.name", "a=b & \"c\""), ("train.cosine", true), ("x", "64")),
        };
        Assert.Equal(Text(await Near.Runs(query, Stop)), Text(await Far.Runs(query, Stop)));
        Assert.Equal(query, _served.Fake.Asked[1]);
    }

    [Fact]
    public async Task Watching_gives_every_update_and_ends_with_the_sweep()
    {
        var near = await Near.Watch(Samples.Sweep.Id, Stop).Select(x => Text(x)).ToListAsync(Stop);
        var far = await Far.Watch(Samples.Sweep.Id, Stop).Select(x => Text(x)).ToListAsync(Stop);
        Assert.Equal(2, near.Count);
        Assert.Equal(near, far);
    }

    [Fact]
    public async Task A_server_stops_at_once_though_somebody_watches_and_tells_the_watcher()
    {
        var watching = Far.Watch(Samples.Endless, Stop).ToListAsync(Stop).AsTask();
        await _served.Fake.Watched.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        var clock = Stopwatch.StartNew();
        await _served.Stop();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
        var gone = await Assert.ThrowsAsync<ServerException>(() => watching);
        Assert.Contains("went away", gone.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watcher_can_leave()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var watching = Far.Watch(Samples.Endless, leave.Token).ToListAsync(leave.Token).AsTask();
        await _served.Fake.Watched.Task.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    [Fact]
    public async Task A_failing_store_is_a_store_exception_on_the_far_side_too()
    {
        _served.Fake.Failure = new StoreException("no space left on /home", isTransient: true);
        var failure = await Assert.ThrowsAsync<StoreException>(() => Far.Devices(Stop));
        Assert.Equal("no space left on /home", failure.Message);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task An_unexpected_failure_names_itself()
    {
        _served.Fake.Failure = new InvalidOperationException("a bug");
        var failure = await Assert.ThrowsAsync<ServerException>(() => Far.Why("x", Stop));
        Assert.Equal("InvalidOperationException: a bug", failure.Message);
    }

    [Fact]
    public async Task Nobody_listening_is_a_server_exception()
    {
        using var grid = HttpGrid.OverSocket(Path.Combine(_served.Home, "nobody.sock"));
        var failure = await Assert.ThrowsAsync<ServerException>(() => grid.Devices(Stop));
        Assert.Contains("cannot be reached", failure.Message, StringComparison.Ordinal);
    }

    private static string Text<T>(Result<T> result) =>
        result.IsValid ? Text(result.Value) : string.Join(';', result.Faults);

    private static string Text<T>(T value) => value switch
    {
        null => "nothing",
        _ when GridJson.Default.GetTypeInfo(value.GetType()) is { } contract =>
            JsonSerializer.Serialize(value, contract),
        _ => value.ToString()!,
    };
}
