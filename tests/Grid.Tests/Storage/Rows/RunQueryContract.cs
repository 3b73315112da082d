using System.Collections.Immutable;
using Grid.Core.Ports;
using Grid.Core.Recipes;
using Grid.Core.Runs;
using Grid.Core.Summaries;
using Grid.Core.Sweeps;

namespace Grid.Tests.Storage.Rows;

/// <summary>Random queries answer as the same question to a list in memory does.</summary>
public abstract class RunQueryContract
{
    private static readonly Value[] Knobs = [0.1, 0.2, 1e-7, "0.2", "a\"b", true, false];

    protected abstract IRowStore Rows { get; }

    protected abstract ISummaries Summaries { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Direction.Maximize)]
    [InlineData(Direction.Minimize)]
    public async Task Paging_sorting_and_filtering_agree_with_a_list_in_memory(Direction direction)
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await Rows.Write(Samples.SweepOf(Samples.Sweep, direction: direction));
        var runs = await Fill(random);
        var (pages, filtered) = (0, 0);
        for (var i = 0; i < 300; i++)
        {
            var query = Query(random, runs);
            var expected = Reference(runs, query, direction);
            var page = await Summaries.Runs(query, Cancellation);
            var told = $"seed {seed}, query {i}: {query}";
            Assert.True(expected.Length == page.Total, told);
            var rows = expected.Skip(query.Skip).Take(query.Take).Select(x => x.Id);
            Assert.True(rows.SequenceEqual(page.Rows.Select(x => x.Id)), told);
            pages += page.Total > query.Take ? 1 : 0;
            filtered += query.Where.Count > 0 && page.Total > 0 ? 1 : 0;
        }

        Assert.True(pages > 20 && filtered > 20, $"seed {seed} reached {pages} pages, {filtered} filters");
    }

    [Fact]
    public async Task Aggregates_agree_with_a_list_in_memory()
    {
        var seed = Random.Shared.Next();
        await Rows.Write(Samples.SweepOf(Samples.Sweep));
        var trials = (await Fill(new Random(seed))).GroupBy(x => x.Trial).ToDictionary(x => x.Key);
        var results = await Summaries.Results(Samples.Sweep, Cancellation);
        Assert.Equal(trials.Count, results!.Trials.Length);
        foreach (var trial in results.Trials)
        {
            var finished = trials[trial.Trial].Where(x => x.Phase == RunPhase.Finished).ToArray();
            var values = finished.Select(x => x.ObjectiveValue!.Value).ToArray();
            Assert.Equal(values.Length, trial.Count);
            Same(values.Length == 0 ? null : values.Average(), trial.Mean, seed);
            Same(values.Length < 2 ? null : Deviation(values), trial.StandardDeviation, seed);
            var failed = trials[trial.Trial].Where(x => x.Phase == RunPhase.Failed).Select(x => x.Id).Order();
            Assert.Equal(failed, trial.Failed.Order());
            var loss = trial.Metrics.TryGetValue("loss", out var mean) ? mean : (double?)null;
            Same(values.Length == 0 ? null : finished.Average(x => x.Metrics["loss"]), loss, seed);
        }
    }

    private async Task<ImmutableArray<RunSummary>> Fill(Random random)
    {
        var trials = Enumerable.Range(1, 60).SelectMany(t => Trial(random, t)).ToArray();
        random.Shuffle(trials);
        foreach (var run in trials)
        {
            await Rows.Write(run);
        }

        // Another sweep's runs must never be seen.
        await Rows.Write(Samples.Run(1, 1) with { Sweep = new("temperature.2"), Id = new("temperature.2/1/1") });
        var written = await Task.WhenAll(trials.Select(x => Summaries.Run(x.Id, Cancellation)));
        return [.. written.Select(x => x!)];
    }

    private static IEnumerable<RunSummary> Trial(Random random, int trial)
    {
        var assignment = RandomSettings(random, random.Next(4));
        for (var replica = 1; replica <= 3; replica++)
        {
            var phase = (RunPhase)random.Next(6);
            yield return Samples.Run(trial, replica, phase) with
            {
                Assignment = assignment,
                ObjectiveValue = phase == RunPhase.Finished ? Math.Round(random.NextDouble() * 10) - 3 : null,
                Metrics = ImmutableSortedDictionary<string, double>.Empty.Add("loss", random.NextDouble()),
            };
        }
    }

    private static RunQuery Query(Random random, ImmutableArray<RunSummary> runs) => new()
    {
        Sweep = Samples.Sweep,
        Phase = random.Next(3) == 0 ? (RunPhase)random.Next(6) : null,
        Trial = random.Next(10) == 0 ? random.Next(1, 62) : null,
        Where = random.Next(3) == 0
            ? RandomSettings(random, random.Next(1, 3))
            : Settings.Empty,
        AfterRevision = random.Next(3) == 0 ? runs[random.Next(runs.Length)].Revision : 0,
        Order = (RunOrder)random.Next(3),
        Skip = random.Next(3) == 0 ? random.Next(50) : 0,
        Take = random.Next(1, 40),
    };

    private static Settings RandomSettings(Random random, int count) => Settings.Of(Enumerable.Range(0, count).Select(
        _ => ($"method.k{random.Next(3)}", Knobs[random.Next(Knobs.Length)])));

    private static RunSummary[] Reference(ImmutableArray<RunSummary> runs, RunQuery query, Direction direction)
    {
        var matching = runs.Where(x => (query.Phase is null || x.Phase == query.Phase)
            && (query.Trial is null || x.Trial == query.Trial)
            && x.Revision > query.AfterRevision
            && query.Where.All(knob => knob.Value.Equals(x.Assignment[knob.Key])));
        var sign = direction == Direction.Maximize ? -1 : 1;
        return query.Order switch
        {
            RunOrder.Changed => [.. matching.OrderByDescending(x => x.Revision)],
            RunOrder.Objective =>
            [
                .. matching.OrderBy(x => x.ObjectiveValue is null).ThenBy(x => sign * x.ObjectiveValue)
                    .ThenBy(x => x.Trial).ThenBy(x => x.Replica),
            ],
            _ => [.. matching.OrderBy(x => x.Trial).ThenBy(x => x.Replica)],
        };
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(x => (x - mean) * (x - mean)) / (values.Length - 1));
    }

    private static void Same(double? expected, double? actual, int seed) => Assert.True(
        expected is null ? actual is null : Math.Abs(expected.Value - actual!.Value) < 1e-9,
        $"seed {seed}: {expected} is not {actual}");
}
