using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Grid.Core;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Search;
using Grid.Core.Sweeps;
using Grid.Orleans.Hosting;
using Grid.Storage.Rows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Grid.Benchmarks;

/// <summary>
/// How many durable run lifecycles a second: created, given a device slot, three reports, a checkpoint, finished with
/// a result; through the real grains and the real store, in one process. The trainer does nothing but report.
/// </summary>
internal static class Lifecycle
{
    private const int WarmUpRuns = 3_000;
    private const int Runs = 30_000;

    /// <summary>Measures and writes the table.</summary>
    public static async Task Run()
    {
        var lines = new List<string>();
        foreach (var slots in (int[])[16, 64])
        {
            lines.AddRange(await Measure(slots));
        }

        ResultFile.Write("lifecycle", $"""
            # Durable run lifecycles

            Created, given a device slot, three reports with a metric point each, a checkpoint, finished with a result;
            real grains and SQLite (WAL, synchronous FULL) in one process; the trainer only reports. Every acknowledged
            step was on disk. {ResultFile.Machine()}.

            | slots | runs | lifecycles/s | CPU ms each | saves each |
            |---|---|---|---|---|
            {string.Join('\n', lines)}

            """);
    }

    private static async Task<IEnumerable<string>> Measure(int slots)
    {
        var folder = Directory.CreateTempSubdirectory("grid-lifecycle-").FullName;
        try
        {
            using var store = SqliteStore.Open(Path.Combine(folder, "grid.db"));
            var counting = new CountingStore(store);
            using var host = Host(store, counting, slots);
            await host.StartAsync();
            var grid = host.Services.GetRequiredService<IGrid>();
            await Finish(grid, store, "warm-up", WarmUpRuns, slots);
            var lines = new List<string>();
            for (var round = 1; round <= 2; round++)
            {
                lines.Add(await MeasureOnce(grid, store, counting, round, slots));
            }

            await host.StopAsync();
            return lines;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> MeasureOnce(
        IGrid grid, ISummaries store, CountingStore counting, int round, int slots)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var saves = counting.Saves;
        var watch = Stopwatch.StartNew();
        await Finish(grid, store, $"round-{round}", Runs, slots);
        var seconds = watch.Elapsed.TotalSeconds;
        var each = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMilliseconds / Runs;
        var savesEach = (counting.Saves - saves) / (double)Runs;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {slots} | {Runs} | {Runs / seconds:0} | {each:0.000} | {savesEach:0.00} |");
    }

    private static async Task Finish(IGrid grid, ISummaries store, string name, int runs, int slots)
    {
        var id = (await grid.Submit(Spec(name, runs, slots))).Value!.Id;
        while (await store.Sweep(id) is not { EndedAt: not null })
        {
            await Task.Delay(20);
        }

        var sweep = (await store.Sweep(id))!;
        if (sweep.FinishedRuns != runs)
        {
            throw new InvalidOperationException($"{sweep.FinishedRuns} of {runs} runs finished: {sweep.Reason}");
        }
    }

    private static IHost Host(ISummaries summaries, IRowStore rows, int slots)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddSingleton(rows).AddSingleton(summaries);
        builder.Services.AddSingleton<IBlobStore, NoBlobs>();
        builder.Services.AddSingleton<ITrainer, NoOpTrainer>();
        builder.AddGridControl(new() { OwnDevice = new() { Name = "control-local", Epoch = 1, Slots = slots } });
        return builder.Build();
    }

    /// <summary>A grid of <paramref name="runs"/> points over a recipe as large as a real one.</summary>
    private static SweepSpec Spec(string name, int runs, int slots)
    {
        var recipe = Enumerable.Range(0, 40)
            .Select(x => ($"section{x % 6}.setting{x}", (Value)new Value.Number(x * 0.1)))
            .Append(("method.name", new Value.Text("no-op")))
            .Append(("x", new Value.Number(0)));
        return new()
        {
            Name = name,
            Objective = new("score", Direction.Maximize),
            Bases = ImmutableSortedDictionary<string, Settings>.Empty.Add("no-op", Settings.Of(recipe)),
            Space = new() { Knobs = [new() { Path = "x", Domain = new Domain.Int(1, runs, 1) }] },
            Limits = new() { Parallel = slots * 2 },
            Hash = name,
        };
    }

    private sealed class NoOpTrainer : ITrainer
    {
        public AttemptEnd Train(AttemptOrder order, IAttemptReporter reporter, CancellationToken stop)
        {
            for (var step = 1; step <= 3; step++)
            {
                reporter.Progress(new() { Step = step, Steps = 3, ImagesPerSecond = 1 });
                reporter.Metrics([new("train.loss", [step], [1.0 / step])]);
            }

            var checkpoint = new Core.Checkpoints.CheckpointRef($"runs/{order.Run}/1.json", "0", 3, 1);
            reporter.Checkpointed(checkpoint);
            var metrics = ImmutableSortedDictionary<string, double>.Empty.Add("score", order.Recipe.Number("x"));
            return new AttemptEnd.Finished(metrics, checkpoint);
        }
    }

    private sealed class CountingStore(IRowStore store) : IRowStore
    {
        private long _saves;

        public long Saves => Volatile.Read(ref _saves);

        public Task<StateRow?> Read(string kind, string key, CancellationToken cancellation = default) =>
            store.Read(kind, key, cancellation);

        public Task Write(GrainRows rows, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref _saves);
            return store.Write(rows, cancellation);
        }

        public Task AppendMetrics(
            RunId run, ImmutableArray<MetricSeries> series, CancellationToken cancellation = default) =>
            store.AppendMetrics(run, series, cancellation);

        public Task AppendLog(RunId run, ImmutableArray<LogLine> lines, CancellationToken cancellation = default) =>
            store.AppendLog(run, lines, cancellation);

        public Task Delete(SweepId sweep, CancellationToken cancellation = default) =>
            store.Delete(sweep, cancellation);
    }
}
